namespace MueJam.Operations.Stack;

/// <summary>An operation cannot be done.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class OperationException(string message) : Exception(message);
