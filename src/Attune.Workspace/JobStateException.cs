namespace Attune.Workspace;

/// <summary>What was asked cannot be done to a job as it stands. The message says why and what to do first.</summary>
public sealed class JobStateException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="message">A sentence for a person.</param>
    public JobStateException(string message)
        : base(message) { }
}
