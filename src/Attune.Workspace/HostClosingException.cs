namespace Attune.Workspace;

/// <summary>The host is about to end and takes no more jobs; another one will, in a moment. Ask again.</summary>
public sealed class HostClosingException : Exception
{
    /// <summary>Says so.</summary>
    public HostClosingException()
        : base("This host is about to end and takes no more jobs; ask again.") { }
}
