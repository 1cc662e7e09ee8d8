namespace Attune.Studio;

/// <summary>The host could not be started as asked. The fault is in the options or the machine; the message says what to do.</summary>
public sealed class StudioStartException : Exception
{
    /// <summary>Says what stands in the way.</summary>
    /// <param name="message">A sentence for a person.</param>
    /// <param name="exitCode">What a command should end with: 2 for a wrong option, 1 for a port that is taken.</param>
    /// <param name="inner">What raised it, where something did.</param>
    public StudioStartException(string message, int exitCode = 2, Exception? inner = null)
        : base(message, inner) => ExitCode = exitCode;

    /// <summary>What a command should end with.</summary>
    public int ExitCode { get; }
}
