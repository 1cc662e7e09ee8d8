using System.Globalization;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>One of the promises about what the store and the machine hold, examined job by job.</summary>
internal abstract class Invariant(string id, string title)
{
    private readonly List<Violation> _violations = [];
    private readonly List<string> _unknown = [];

    /// <summary>Looks at one job.</summary>
    public abstract Task ExamineAsync(JobEvidence job, CancellationToken cancellationToken);

    /// <summary>Looks at what belongs to no single job, after the jobs.</summary>
    public virtual Task ExamineAllAsync(StoreEvidence store, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Notes a job that could not be looked at, because what is stored of it cannot be read.</summary>
    public virtual void CannotRead(string job, string why) => Unknown($"'{job}' cannot be read");

    /// <summary>What was looked at, as a sentence.</summary>
    protected abstract string Evidence { get; }

    /// <summary>What the examination came to.</summary>
    public InvariantVerdict Verdict() =>
        new(
            id,
            title,
            _violations.Count > 0 ? InvariantState.Violated
                : _unknown.Count > 0 ? InvariantState.Unknown
                : InvariantState.Holds,
            string.Join("; ", [Evidence, .. _unknown]),
            _violations
        );

    protected void Violated(JobEvidence job, int? trial, string message) =>
        _violations.Add(new Violation(job.Name, trial is { } number ? job.TrialName(number) : null, message));

    protected void Violated(string? job, string? trial, string message) =>
        _violations.Add(new Violation(job, trial, message));

    protected void Unknown(string why) => _unknown.Add(why);

    /// <summary><c>1 trial</c>, <c>6 trials</c>.</summary>
    protected static string Number(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
