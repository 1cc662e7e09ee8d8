namespace Attune.Studio.Pages.Environments;

/// <summary>The name of an environment, where it is known from, and what it means on this machine.</summary>
/// <param name="Name">The name; <c>*</c> stands for every other.</param>
/// <param name="Source">Where it is known from: <c>settings</c>, <c>asset</c> or <c>jobs</c>.</param>
/// <param name="Says">What is written down about it there.</param>
/// <param name="Here">What it means on this machine.</param>
/// <param name="Problem">Why it does not mean what it says, with what to do; null when it does.</param>
/// <param name="IsBroken">Whether a job that names it is refused.</param>
/// <param name="Jobs">How many jobs name it.</param>
internal sealed record EnvironmentLine(
    string Name,
    string Source,
    string Says,
    string Here,
    string? Problem,
    bool IsBroken,
    int Jobs
)
{
    /// <summary>How it stands, in a word or two.</summary>
    public string State =>
        IsBroken ? "unusable"
        : Problem is null ? "ready"
        : "this machine instead";
}
