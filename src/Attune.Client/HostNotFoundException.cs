namespace Attune.Client;

/// <summary>No host was found, or the one that was found does not answer. The message says where was looked and what to do.</summary>
public sealed class HostNotFoundException : Exception
{
    /// <summary>Says what was looked for, and what to do.</summary>
    public HostNotFoundException(string message, Exception? inner = null)
        : base(message, inner) { }
}
