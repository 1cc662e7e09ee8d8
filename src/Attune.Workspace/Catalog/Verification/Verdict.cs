namespace Attune.Workspace.Catalog.Verification;

/// <summary>What an examination of an invariant came to.</summary>
public enum InvariantState
{
    /// <summary>It holds for all that was looked at.</summary>
    Holds,

    /// <summary>It does not hold; the violations say where.</summary>
    Violated,

    /// <summary>It could not be judged; the evidence says why.</summary>
    Unknown,
}

/// <summary>One place where an invariant does not hold.</summary>
/// <param name="Job">The job; null when it concerns the whole store.</param>
/// <param name="Trial">The trial's name; null when it concerns the whole job.</param>
/// <param name="Message">What was found, as a sentence.</param>
public sealed record Violation(string? Job, string? Trial, string Message);

/// <summary>An invariant with what was found.</summary>
/// <param name="Id"><c>I1</c> to <c>I7</c>.</param>
/// <param name="Title">What it promises, in a few words.</param>
/// <param name="State">What the examination came to.</param>
/// <param name="Evidence">What was looked at, as a sentence.</param>
/// <param name="Violations">Every place where it does not hold.</param>
public sealed record InvariantVerdict(
    string Id,
    string Title,
    InvariantState State,
    string Evidence,
    IReadOnlyList<Violation> Violations
);
