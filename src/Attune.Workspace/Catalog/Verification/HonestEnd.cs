using Attune.Studies;
using Attune.Workspace.Executors.Local;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>I7: each end has its kind and a reason, and agrees with what the attempt's own record says.</summary>
internal sealed class HonestEnd() : Invariant("I7", "honest end")
{
    private readonly SortedDictionary<string, int> _ends = new(StringComparer.Ordinal);
    private int _records;

    protected override string Evidence =>
        (
            _ends.Count == 0
                ? "no trial has ended"
                : string.Join(", ", _ends.Select(end => $"{end.Key} {end.Value}"))
        ) + $"; {Number(_records, "exit code")} compared with the attempts' own";

    public override Task ExamineAsync(JobEvidence job, CancellationToken cancellationToken)
    {
        foreach (var (number, account) in job.Accounts)
        {
            if (account.End is not { } end)
            {
                continue;
            }
            var kind = end.Failure is { } failure ? $"{end.State} ({failure})" : end.State.ToString();
            _ends[kind] = _ends.GetValueOrDefault(kind) + 1;
            foreach (var fault in Faults(end, job.Study?.Spec))
            {
                Violated(job, number, fault);
            }
            CompareWithRecord(job, number, account.Attempt, end);
        }
        if (
            job.Record.State is JobState.Failed or JobState.Canceled
            && string.IsNullOrWhiteSpace(job.Record.Reason)
        )
        {
            Violated(job, null, $"the job is {job.Record.State} without a reason");
        }
        return Task.CompletedTask;
    }

    private static IEnumerable<string> Faults(TrialEnd end, StudySpec? spec)
    {
        if (string.IsNullOrWhiteSpace(end.Reason))
        {
            yield return $"is {end.State} without a reason";
        }
        if (end.State == TrialState.Failed != (end.Failure is not null))
        {
            yield return end.Failure is null
                ? "is Failed, but nothing says in which way"
                : $"is {end.State}, yet failed by {end.Failure}";
        }
        if (end.Failure == FailureKind.ExitCode && end.ExitCode is null or 0)
        {
            yield return "failed by its exit code, but " + (end.ExitCode is null ? "has none" : "that is 0");
        }
        if (
            end.State == TrialState.Completed
            && spec is { Objectives.Count: > 0 }
            && !(end.Values.Count > 0 && double.IsFinite(end.Values[0]))
        )
        {
            yield return $"is Completed without a finite `{spec.Primary.Metric}`";
        }
    }

    private void CompareWithRecord(JobEvidence job, int number, int attempt, TrialEnd end)
    {
        var trial = job.Folder.Trial(number);
        if (attempt == 0 || !Directory.Exists(trial) || new StateFolder(trial, attempt).End() is not { } own)
        {
            return;
        }
        _records++;
        if (end.ExitCode is { } code && code != own.Code)
        {
            Violated(
                job,
                number,
                FormattableString.Invariant(
                    $"recorded exit code {code}, but the attempt's own record says {own.Code}"
                )
            );
        }
        if (end.State == TrialState.Completed && own.Code != 0)
        {
            Violated(
                job,
                number,
                FormattableString.Invariant($"is Completed, but its command ended with exit code {own.Code}")
            );
        }
        if (end.State == TrialState.Lost)
        {
            Violated(
                job,
                number,
                FormattableString.Invariant(
                    $"is Lost, but its record says that it ended with exit code {own.Code}"
                )
            );
        }
    }
}
