namespace Attune.Client.Protocols.Control;

/// <summary>Changes a sweep that has begun.</summary>
/// <param name="Set"><c>key=value</c> pairs, as for a job file; <c>key=null</c> takes a part away.</param>
/// <param name="Reason">Why; kept with it.</param>
internal sealed record UpdateRequest(IReadOnlyList<string>? Set, string? Reason = null);

/// <summary>Adds a trial with chosen values.</summary>
/// <param name="Set"><c>parameter=value</c> pairs; of a copy those that differ.</param>
/// <param name="Reason">Why; kept with it.</param>
internal sealed record AddTrialRequest(IReadOnlyList<string>? Set, string? Reason = null);

/// <summary>Takes a trial out of sight, or shows it again.</summary>
/// <param name="Hidden">Whether it is to be out of sight.</param>
/// <param name="Reason">Why; kept with it.</param>
internal sealed record HideRequest(bool Hidden, string? Reason = null);

/// <summary>What is written about a job or a trial; empty takes it away.</summary>
internal sealed record NoteRequest(string? Text);

/// <summary>What became of it.</summary>
/// <param name="Name">The job.</param>
/// <param name="State">A word such as <c>Running</c>, <c>Completed</c>.</param>
/// <param name="Version">The version of its specification: 1 as submitted.</param>
/// <param name="Changed">Whether anything had to change.</param>
/// <param name="GoesOn">Whether an ended sweep goes on because of it.</param>
/// <param name="Trial">The trial that was added; absent when none was.</param>
/// <param name="Parts">What differs from the version before, each as <c>path: from → to</c>.</param>
internal sealed record SteeredResponse(
    string Name,
    string State,
    int Version,
    bool Changed,
    bool GoesOn,
    string? Trial,
    IReadOnlyList<string> Parts
);
