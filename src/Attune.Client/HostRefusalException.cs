namespace Attune.Client;

/// <summary>A host answered, and did not do what was asked. The message says why; trying again without a change is of no use.</summary>
public sealed class HostRefusalException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="message">The host's sentence.</param>
    /// <param name="problems">What is wrong with a job file, all at once; empty when it is something else.</param>
    public HostRefusalException(int status, string message, IReadOnlyList<Problem> problems)
        : base(message) => (Status, Problems) = (status, problems);

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>What is wrong with a job file.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
