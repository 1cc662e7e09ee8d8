namespace Attune.Studies;

/// <summary>A person changed what the study is to do. From here on the specification is this one; all trials stay.</summary>
/// <param name="Version">Counts on from 1, the specification that the study was created with.</param>
/// <param name="Spec">The whole specification as it is now.</param>
/// <param name="Limits">What whoever runs the trials is held to now.</param>
/// <param name="Parts">What differs from the version before.</param>
/// <param name="By">Who changed it.</param>
public sealed record StudyAmended(
    int Version,
    StudySpec Spec,
    RunLimits Limits,
    ValueList<AmendedPart> Parts,
    string By
) : StudyChange
{
    /// <summary>Why; null when nothing was said.</summary>
    public string? Reason { get; init; }
}

/// <summary>How trials are run, which decides no proposal. The study only keeps it.</summary>
/// <param name="MaxConcurrent">The most trials at once, at least 1; null: as many as there is room for.</param>
/// <param name="TimeoutSeconds">How long the whole may take, in seconds from its start; null without end.</param>
/// <param name="TrialTimeoutSeconds">How long a trial may run, in seconds; null without end.</param>
public sealed record RunLimits(
    int? MaxConcurrent = null,
    double? TimeoutSeconds = null,
    double? TrialTimeoutSeconds = null
);

/// <summary>One difference between two versions.</summary>
/// <param name="Path">Where, as in a job file: <c>limits.max_total_trials</c>.</param>
/// <param name="From">What stood there, as JSON; null for nothing.</param>
/// <param name="To">What stands there now, as JSON; null for nothing.</param>
public sealed record AmendedPart(string Path, string? From = null, string? To = null)
{
    /// <summary><c>limits.max_total_trials: 20 → 40</c>.</summary>
    public override string ToString() => $"{Path}: {From ?? "nothing"} → {To ?? "nothing"}";
}

/// <summary>A person took a trial out of sight, or showed it again.</summary>
/// <param name="Trial">The trial, which has ended.</param>
/// <param name="Hidden">Whether it is out of sight now.</param>
/// <param name="By">Who did it.</param>
public sealed record TrialHidden(int Trial, bool Hidden, string By) : StudyChange
{
    /// <summary>Why; null when nothing was said.</summary>
    public string? Reason { get; init; }
}

/// <summary>A person wrote something down; it takes the place of what was written before.</summary>
/// <param name="Text">Plain text; empty takes the note away.</param>
/// <param name="By">Who wrote it.</param>
public sealed record NoteWritten(string Text, string By) : StudyChange
{
    /// <summary>The trial that it is about; null: the whole study.</summary>
    public int? Trial { get; init; }
}
