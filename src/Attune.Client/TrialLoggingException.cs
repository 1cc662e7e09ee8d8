namespace Attune.Client;

/// <summary>The host refused what a trial logged, or stayed away longer than was waited for. What was refused is not stored.</summary>
public sealed class TrialLoggingException : Exception
{
    /// <summary>Says what was refused and why.</summary>
    /// <param name="message">The host's own words where it had any.</param>
    /// <param name="inner">What raised it, where something did.</param>
    public TrialLoggingException(string message, Exception? inner = null)
        : base(message, inner) { }
}
