using Attune.Studies;
using Attune.Workspace.Executors;

namespace Attune.Workspace.Sweeps;

/// <summary>What the end of an execution means for its trial.</summary>
internal static class TrialOutcome
{
    public static TrialEnd Of(SweepStudy study, Trial trial, RunnerEvent.Over over) =>
        Ended(study, trial, over) with
        {
            Usage = over.End.Usage,
        };

    private static TrialEnd Ended(SweepStudy study, Trial trial, RunnerEvent.Over over)
    {
        var end = over.End;
        if (trial.StopAsked is { } asked)
        {
            return study.EndOf(trial.Number, asked.EndsAs, asked.Reason, exitCode: end.ExitCode);
        }
        return end.Kind switch
        {
            ExecutionEndKind.TimedOut => study.EndOf(
                trial.Number,
                TrialState.TimedOut,
                end.Reason,
                exitCode: end.ExitCode
            ),
            ExecutionEndKind.OutOfMemory => Failed(FailureKind.OutOfMemory),
            ExecutionEndKind.Lost => study.EndOf(trial.Number, TrialState.Lost, end.Reason),
            ExecutionEndKind.NotStarted => Failed(FailureKind.Infrastructure),
            ExecutionEndKind.Signaled or ExecutionEndKind.Stopped => Failed(FailureKind.Signal),
            _ when end.ExitCode == 0 => Finished(study, trial, over),
            _ => Failed(FailureKind.ExitCode),
        };

        TrialEnd Failed(FailureKind kind) =>
            study.EndOf(trial.Number, TrialState.Failed, end.Reason, kind, end.ExitCode);
    }

    private static TrialEnd Finished(SweepStudy study, Trial trial, RunnerEvent.Over over)
    {
        if (study.IsCommand)
        {
            return new TrialEnd
            {
                State = TrialState.Completed,
                Reason = "ran to its end",
                ExitCode = 0,
            };
        }
        var result = study.EndOf(trial.Number, TrialState.Completed, "ran to its end", exitCode: 0);
        var others = over
            .NamesSeen.Except(trial.AllSeries.Select(series => series.Metric), StringComparer.Ordinal)
            .ToArray();
        // Names in the output that nobody asked to read are the likeliest cause of a missing objective.
        return result.Failure == FailureKind.NoMetric && others.Length > 0
            ? result with
            {
                Reason =
                    $"{result.Reason}; its output names {string.Join(", ", others.Take(20).Select(name => $"`{name}`"))}",
            }
            : result;
    }
}
