namespace MueJam.Api.Validation;

/// <summary>A field or parameter of the request that breaks its rule.</summary>
/// <param name="name">Its name.</param>
/// <param name="rule">What it must be.</param>
public sealed class InvalidFieldException(string name, string rule) : Exception($"{name}: {rule}")
{
    /// <summary>Its name.</summary>
    public string Field => name;

    /// <summary>What it must be.</summary>
    public string Rule => rule;
}
