using Attune.Jobs;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.JobFiles;

namespace Attune.Workspace.Sweeps.Steering;

/// <summary>Changes a sweep's budget, concurrency, early termination or ranges, in the words of <c>--set</c>.</summary>
public sealed record AmendAct : StudyAct
{
    /// <summary><c>key=value</c> pairs, as for a job file: <c>limits.max_total_trials=40</c>. <c>null</c> takes a part away.</summary>
    public required IReadOnlyList<string> Set { get; init; }

    /// <summary>The job as it is now.</summary>
    internal static SweepJob Now(JobRecord job, StudyView study)
    {
        if (job.Job is not SweepJob submitted)
        {
            throw new JobStateException(
                $"'{job.Name}' is no sweep: there is nothing to change about how it runs."
            );
        }
        var now = SweepAmendment.Of(submitted, study);
        return now with
        {
            // What the command line asked for stands in for what the file says.
            Limits = now.Limits with
            {
                MaxConcurrentTrials =
                    study.Amendments.Count > 0
                        ? now.Limits.MaxConcurrentTrials
                        : job.MaxConcurrent ?? now.Limits.MaxConcurrentTrials,
            },
            // They were for the first trials; the space may have left them behind.
            Attune = now.Attune with
            {
                InitialPoints = [],
            },
        };
    }

    /// <summary>The job as it is to be; null when what is written makes no sweep of it. And what is wrong with it, without places: nobody has
    /// seen the text that it was read from.</summary>
    internal (SweepJob? After, IReadOnlyList<Problem> Problems) Read(SweepJob before)
    {
        var (job, problems) = JobFile.ReadAll(JobJson.Write(before), "the sweep", null, Set);
        var errors = problems
            .Where(problem => problem.Severity == Severity.Error)
            .Select(problem => problem with { Where = null })
            .ToList();
        if (job is not SweepJob && errors.Count == 0)
        {
            errors.Add(new Problem("type", "A sweep stays a sweep."));
        }
        return (job as SweepJob, errors);
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<StudyChange> Decide(StudyView study, JobRecord job, DateTimeOffset at)
    {
        var before = Now(job, study);
        var (after, problems) = Read(before);
        StudyAmended? amended = null;
        if (after is not null)
        {
            try
            {
                amended = SweepAmendment.Change(before, after, study, By, at);
            }
            catch (InvalidSpecException error)
            {
                // What follows from a part that could not be read is no news.
                problems =
                [
                    .. problems,
                    .. error.Problems.Where(each => !JobFileProblems.FollowsFrom(each.Path, problems)),
                ];
            }
        }
        return problems.Count > 0 ? throw new InvalidSpecException(problems)
            : amended is null ? []
            : [amended with { Reason = Reason }];
    }

    /// <summary>Whether an amendment gives a completed sweep something to do.</summary>
    internal static bool Extends(StudyAmended amended) =>
        amended.Parts.Any(part =>
            part.Path is "limits.max_total_trials" or "attune.forbidden"
            || part.Path.StartsWith("attune.stop_when", StringComparison.Ordinal)
            || part.Path.StartsWith("search_space", StringComparison.Ordinal)
        );
}
