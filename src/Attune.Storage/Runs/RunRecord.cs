namespace Attune.Storage.Runs;

/// <summary>Where a run stands, in the tracking protocol's words.</summary>
public enum RunStatus
{
    /// <summary>Under way.</summary>
    Running,

    /// <summary>To be started.</summary>
    Scheduled,

    /// <summary>Ended well.</summary>
    Finished,

    /// <summary>Ended badly.</summary>
    Failed,

    /// <summary>Was ended.</summary>
    Killed,
}

/// <summary>A run as a tracking client sees it. Times are milliseconds since 1970 UTC, by the client's clock.</summary>
public sealed record RunRecord
{
    /// <summary>Its id: a trial's job name, or one made up for a run that is no trial.</summary>
    public required string Run { get; init; }

    /// <summary>The experiment it belongs to.</summary>
    public required long Experiment { get; init; }

    /// <summary>The name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>Who started it; may be empty.</summary>
    public string User { get; init; } = "";

    /// <summary>Where it stands. Default running.</summary>
    public RunStatus Status { get; init; }

    /// <summary>When it began.</summary>
    public long StartedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public long? EndedAt { get; init; }

    /// <summary>Whether it was deleted (it can be restored). Writes to it are refused then.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Where its artifacts are; null for the server's own place.</summary>
    public string? ArtifactLocation { get; init; }
}

/// <summary>A name with its value: a parameter or a tag.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
public readonly record struct NamedText(string Name, string Value);

/// <summary>An experiment: runs that belong together.</summary>
/// <param name="Id">Its number. 0 is the default one of the workspace <c>default</c>, which always exists.</param>
/// <param name="Workspace">Its workspace.</param>
/// <param name="Name">Its name, unique in the workspace, deleted ones included.</param>
/// <param name="ArtifactLocation">Where its runs' artifacts are; null for the server's own place.</param>
/// <param name="IsDeleted">Whether it was deleted (it can be restored).</param>
/// <param name="CreatedAt">Milliseconds since 1970 UTC.</param>
/// <param name="UpdatedAt">Milliseconds since 1970 UTC.</param>
public sealed record Experiment(
    long Id,
    string Workspace,
    string Name,
    string? ArtifactLocation,
    bool IsDeleted,
    long CreatedAt,
    long UpdatedAt
);
