using System.ComponentModel.DataAnnotations;
using MueJam.Api.Validation;

namespace MueJam.Api.Shelves;

/// <summary>A user's own collection of stories.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="Name">1 to 100 characters, one of its kind among its owner's.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record Shelf(long Id, string Name, DateTime CreatedAt);

/// <summary>A shelf to make, or a new name for one.</summary>
/// <param name="Name">1 to 100 characters.</param>
public sealed record ShelfName([Required, Text(1, 100)] string? Name);
