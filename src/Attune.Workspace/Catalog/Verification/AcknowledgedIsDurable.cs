using System.Globalization;
using Attune.Studies;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>I3: what was acknowledged is there: the file is whole, no change is missing, and each result follows from the stored points.</summary>
internal sealed class AcknowledgedIsDurable() : Invariant("I3", "acknowledged is durable")
{
    private long _changes;
    private int _results;

    protected override string Evidence =>
        $"the database file is examined, {Number(_changes, "change")}, {Number(_results, "result")} computed again from the points";

    public override async Task ExamineAsync(JobEvidence job, CancellationToken cancellationToken)
    {
        _changes += job.Changes.Count;
        if (job.Study is not { } study)
        {
            return;
        }
        if (job.Changes.Count < study.Revision)
        {
            Violated(
                job,
                null,
                FormattableString.Invariant(
                    $"the study stands at revision {study.Revision}, but {job.Changes.Count} changes are stored"
                )
            );
        }
        foreach (var (number, account) in job.Accounts)
        {
            if (account.End is { Values.Count: > 0 } end)
            {
                await ResultAsync(job, number, account.Attempt, end, study.Spec, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    public override void CannotRead(string job, string why) =>
        Violated(job, (string?)null, "cannot be read: " + why);

    public override async Task ExamineAllAsync(StoreEvidence store, CancellationToken cancellationToken)
    {
        foreach (var fault in await store.Database.ExamineAsync(cancellationToken).ConfigureAwait(false))
        {
            Violated(null, (string?)null, "the database file: " + fault);
        }
    }

    /// <summary>A trial's value is the best that its last attempt reported: it must come out of the points again.</summary>
    private async Task ResultAsync(
        JobEvidence job,
        int number,
        int attempt,
        TrialEnd end,
        StudySpec spec,
        CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < Math.Min(end.Values.Count, spec.Objectives.Count); i++)
        {
            var objective = spec.Objectives[i];
            var best = double.NaN;
            await foreach (
                var point in job.PointsAsync(number, objective.Metric, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                if (
                    point.Attempt == attempt
                    && double.IsFinite(point.Value)
                    && objective.IsBetter(point.Value, best)
                )
                {
                    best = point.Value;
                }
            }
            _results++;
            // A point may arrive after the end was decided: then the stored points are better, never worse.
            if (objective.IsBetter(end.Values[i], best))
            {
                Violated(
                    job,
                    number,
                    $"ended with `{objective.Metric}` = {Text(end.Values[i])}, but the best stored point is {Text(best)}"
                );
            }
        }
    }

    private static string Text(double value) =>
        double.IsNaN(value) ? "none" : value.ToString("R", CultureInfo.InvariantCulture);
}
