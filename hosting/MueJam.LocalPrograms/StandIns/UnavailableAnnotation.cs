using Aspire.Hosting.ApplicationModel;

namespace MueJam.LocalPrograms.StandIns;

/// <summary>No program of this machine stands for the container, and the stack goes on without it.</summary>
/// <param name="Reason">What is missing and how to get it, in one line.</param>
public sealed record UnavailableAnnotation(string Reason) : IResourceAnnotation;
