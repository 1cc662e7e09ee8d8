namespace Attune.Client;

/// <summary>How a job file is handed in.</summary>
public sealed record JobOptions
{
    /// <summary>What is changed in the file, as <c>key=value</c>: <c>limits.max_total_trials=20</c>. Default nothing.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>The job's name, instead of the file's or one that is made up.</summary>
    public string? Name { get; init; }

    /// <summary>Trials at once, at least 1, instead of what the file says.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>A new job, even when an unfinished one came from the same file. Default false.</summary>
    public bool IsNew { get; init; }
}
