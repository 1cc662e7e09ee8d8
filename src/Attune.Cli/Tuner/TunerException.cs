namespace Attune.Cli.Tuner;

/// <summary>A driver's line that cannot be answered; the message is for the driver's author.</summary>
internal sealed class TunerException(string message) : Exception(message);
