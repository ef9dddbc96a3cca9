namespace MueJam.LocalPrograms.Files;

/// <summary>A program is missing, or its files, port or data do not allow a start.</summary>
/// <param name="message">Cause and remedy, in one line.</param>
/// <param name="innerException">What was caught, if anything.</param>
public sealed class ProgramException(string message, Exception? innerException = null)
    : Exception(message, innerException);
