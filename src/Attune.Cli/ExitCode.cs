namespace Attune.Cli;

/// <summary>How the command ends. Documented in docs/guides/command-line.md; scripts rely on it.</summary>
internal enum ExitCode
{
    Ok = 0,

    /// <summary>Something broke, or an invariant is violated.</summary>
    Failed = 1,

    /// <summary>The command line or the job file is wrong.</summary>
    Usage = 2,

    NotFound = 3,

    /// <summary>A host refused our token.</summary>
    Unauthorized = 4,

    /// <summary>It cannot be done in the present state; another process may hold the home.</summary>
    Conflict = 5,

    /// <summary>The job ran and ended as Failed or Canceled.</summary>
    JobFailed = 6,

    Timeout = 7,

    /// <summary>Ended by Ctrl+C or SIGTERM.</summary>
    Interrupted = 130,
}
