using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Jobs;

/// <summary>Changes a sweep that has begun: its budget, how many trials run at once, early termination, and the ranges of its search space.</summary>
/// <remarks>Pure. Trials that lie outside the new space stay, and inform; nothing outside it is proposed any more.</remarks>
public static class SweepAmendment
{
    private static readonly string[] Changeable =
    [
        "limits",
        "search_space",
        "early_termination",
        "attune.stop_when",
        "attune.forbidden",
    ];

    /// <summary>The parts that say what a job is about, and decide nothing.</summary>
    private static readonly string[] Descriptive = ["display_name", "description", "tags", "properties"];

    /// <summary>The job as its study goes by now.</summary>
    /// <param name="submitted">The job as it was submitted, or as it was after some of the amendments.</param>
    /// <param name="study">The study.</param>
    public static SweepJob Of(SweepJob submitted, StudyView study)
    {
        ArgumentNullException.ThrowIfNull(submitted);
        ArgumentNullException.ThrowIfNull(study);
        if (study.Amendments.Count == 0)
        {
            return submitted;
        }
        var (spec, limits) = (study.Spec, study.Amendments[^1].Limits);
        return submitted with
        {
            SearchSpace = spec.Space.Declared,
            EarlyTermination = spec.EarlyTermination,
            Limits = new SweepLimits
            {
                MaxTotalTrials =
                    spec.MaxTrials == submitted.MaxTrials ? submitted.Limits.MaxTotalTrials : spec.MaxTrials,
                MaxConcurrentTrials = limits.MaxConcurrent,
                Timeout = limits.TimeoutSeconds,
                TrialTimeout = limits.TrialTimeoutSeconds,
            },
            Attune = submitted.Attune with { StopWhen = spec.StopWhen, Forbidden = spec.Space.Forbidden },
        };
    }

    /// <summary>Whether only what is said about the job differs: names for people, descriptions, labels.</summary>
    public static bool IsDescription(AmendedPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return Descriptive.Any(head => IsWithin(part.Path, head));
    }

    /// <summary>What differs between two versions of a job, in the order of its parts.</summary>
    public static IReadOnlyList<AmendedPart> Parts(SweepJob before, SweepJob after)
    {
        var parts = new List<AmendedPart>();
        Compare(JsonNode.Parse(JobJson.Write(before)), JsonNode.Parse(JobJson.Write(after)), "", parts);
        return parts;
    }

    /// <summary>The change that makes the study follow the changed job.</summary>
    /// <param name="before">The job as it is; see <see cref="Of(SweepJob, StudyView)"/>.</param>
    /// <param name="after">The job as it is to be.</param>
    /// <param name="study">The study.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="at">When.</param>
    /// <returns>Null when nothing differs that the study goes by.</returns>
    /// <exception cref="InvalidSpecException">Something cannot be changed; all problems at once.</exception>
    public static StudyAmended? Change(
        SweepJob before,
        SweepJob after,
        StudyView study,
        string by,
        DateTimeOffset at
    )
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(study);
        var parts = Parts(before, after).Where(part => !IsDescription(part)).ToList();
        var problems = parts
            .Where(part => !Changeable.Any(head => IsWithin(part.Path, head)))
            .Select(part => new Problem(
                part.Path,
                $"'{part.Path}' cannot be changed once a sweep has begun.",
                "what can: limits, early_termination, the ranges in search_space, attune.stop_when and attune.forbidden"
            ))
            .Concat(SpaceAmendment.Problems(before.Space, after.Space, "search_space"))
            .Concat(Begun(after).Validate().Where(problem => problem.Severity == Severity.Error))
            .Distinct()
            .ToList();
        if (problems.Count > 0)
        {
            throw new InvalidSpecException(problems);
        }
        if (parts.Count == 0)
        {
            return null;
        }
        var limits = after.Limits;
        var space = after.Space;
        var spec = study.Spec with
        {
            Space = space,
            EarlyTermination = after.EarlyTermination,
            MaxTrials = after.MaxTrials,
            StopWhen = after.Attune.StopWhen,
            // The n-th point belongs to the n-th assignment: one that the space has no more becomes a random draw.
            InitialPoints = ValueList.From(study.Spec.InitialPoints.Select(point => Within(space, point))),
        };
        return new StudyAmended(
            study.Version + 1,
            spec,
            new RunLimits(limits.MaxConcurrentTrials, limits.Timeout, limits.TrialTimeout),
            ValueList.From(parts),
            by
        )
        {
            At = at,
        };
    }

    // Initial points were for the first trials: the space may leave them behind.
    private static SweepJob Begun(SweepJob job) =>
        job with
        {
            Attune = job.Attune with { InitialPoints = [] },
        };

    private static Assignment Within(SearchSpace space, Assignment point) =>
        AssignmentValidation.Problems(space, point, partial: true).Count == 0 ? point : Assignment.Empty;

    private static void Compare(JsonNode? before, JsonNode? after, string path, List<AmendedPart> parts)
    {
        if (before is JsonObject left && after is JsonObject right)
        {
            var names = left.Select(pair => pair.Key).Union(right.Select(pair => pair.Key));
            foreach (var name in names)
            {
                Compare(left[name], right[name], path.Length == 0 ? name : $"{path}.{name}", parts);
            }
        }
        // A part with settings that comes or goes is named whole, but each setting of what holds many by itself.
        else if (path is "" or "limits" or "attune" or "tags" or "properties")
        {
            Compare(before ?? new JsonObject(), after ?? new JsonObject(), path, parts);
        }
        else if (!JsonNode.DeepEquals(before, after))
        {
            parts.Add(new AmendedPart(path, Text(before), Text(after)));
        }
    }

    private static string? Text(JsonNode? node) => node?.ToJsonString(Readable);

    private static readonly JsonSerializerOptions Readable = new(JobJson.Options) { WriteIndented = false };

    private static bool IsWithin(string path, string head) =>
        path == head || path.StartsWith(head + ".", StringComparison.Ordinal);
}
