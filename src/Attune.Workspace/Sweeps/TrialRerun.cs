using Attune.Jobs;
using Attune.Samplers;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Workspace.Sweeps;

/// <summary>A trial run again as a job of its own: the same code as then, the same values, one trial.</summary>
internal static class TrialRerun
{
    /// <summary>The job to hand in.</summary>
    /// <param name="record">The job that the trial belongs to.</param>
    /// <param name="folder">Its folder, which holds the code as it was.</param>
    /// <param name="trial">The trial.</param>
    public static JobSubmission Of(JobRecord record, JobFolder folder, Trial trial)
    {
        var code = Path.Combine(folder.FullPath, "code");
        Job job = record.Job switch
        {
            SweepJob sweep => sweep with
            {
                Name = null,
                DisplayName = FormattableString.Invariant($"{record.Name}_{trial.Number} again"),
                Trial = sweep.Trial with { Code = sweep.Trial.Code is null ? null : code },
                SamplingAlgorithm = new RandomSampling(),
                Limits = sweep.Limits with { MaxTotalTrials = 1, MaxConcurrentTrials = 1 },
                EarlyTermination = null,
                Attune = sweep.Attune with
                {
                    InitialPoints = [trial.Assignment],
                    Repeats = 1,
                    StopWhen = null,
                },
            },
            CommandJob command => command with { Name = null, Code = command.Code is null ? null : code },
            var other => throw new JobStateException($"A {other.GetType().Name} has no trials to run again."),
        };
        return new JobSubmission
        {
            Job = job,
            SourceFile = record.SourceFile,
            IsNew = true,
        };
    }
}
