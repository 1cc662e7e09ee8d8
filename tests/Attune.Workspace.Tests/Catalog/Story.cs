using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Jobs;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Tests.Catalog;

/// <summary>What a home's store and folders say of one sweep; a test may change any of it before it is written down.</summary>
internal sealed record Story
{
    public const string Name = "calm_otter";

    private static readonly DateTimeOffset Day = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public required IReadOnlyList<StudyChange> Changes { get; init; }
    public required IReadOnlyList<Measurement> Points { get; init; }
    public required JobRecord Record { get; init; }

    /// <summary>Exit codes that attempts wrote down themselves.</summary>
    public required IReadOnlyDictionary<(int Trial, int Attempt), int> ExitCodes { get; init; }

    public bool HasStudy { get; init; } = true;

    /// <summary>A grid of four: one completed, one stopped early, one completed at its second attempt, one failed.</summary>
    public static Story Sound()
    {
        var job = new SweepJob
        {
            Trial = new TrialSpec { Command = "train" },
            SamplingAlgorithm = new GridSampling(),
            SearchSpace = [new("x", Choice.Of(1, 2, 3, 4))],
            Objective = new JobObjective { PrimaryMetric = "score", Goal = Goal.Maximize },
        };
        var study = new Study(job.ToStudySpec(7));
        var (changes, points, now) = (new List<StudyChange>(), new List<Measurement>(), Day);

        Start(0);
        Report(0, 1, 0.5);
        End(0, TrialState.Completed, null, 0);
        Start(1);
        Start(2);
        Report(1, 1, 0.1);
        Take(new TrialStopAsked(1, TrialState.StoppedEarly, "0.1 is below 0.4") { At = now });
        Report(2, 1, 0.9);
        Take(new TrialRequeued(2, "the machine went down") { At = now });
        Take(new TrialStarted(2, 2) { At = now });
        End(1, TrialState.StoppedEarly, null, 143);
        Report(2, 2, 0.7);
        End(2, TrialState.Completed, null, 0);
        Start(3);
        End(3, TrialState.Failed, FailureKind.ExitCode, 3);
        Take(new StudyEnded(StudyState.Completed, "all combinations have been tried") { At = now });
        return new Story
        {
            Changes = changes,
            Points = points,
            ExitCodes = new Dictionary<(int, int), int>
            {
                [(0, 1)] = 0,
                [(1, 1)] = 143,
                [(2, 2)] = 0,
                [(3, 1)] = 3,
            },
            Record = new JobRecord
            {
                Name = Name,
                Job = job,
                SourceFile = "/jobs/sweep.yml",
                Digest = "0",
                Folder = Path.Combine("workspaces", "default", "jobs", Name),
                CreatedAt = Day,
                State = JobState.Completed,
                StartedAt = Day,
                EndedAt = now,
            },
        };

        void Take(StudyChange change)
        {
            study.Apply(change);
            changes.Add(change);
            now += TimeSpan.FromSeconds(1);
        }

        void Start(int trial)
        {
            Take(study.Ask(1, now).Trials[0]);
            Take(new TrialStarted(trial, 1) { At = now });
        }

        void Report(int trial, int attempt, double value)
        {
            points.Add(
                new Measurement($"{Name}_{trial}", attempt, "score", 0, value, now.ToUnixTimeMilliseconds())
            );
            if (attempt == study.View.Trials[trial].Attempt)
            {
                study.Report(trial, "score", value);
            }
        }

        void End(int trial, TrialState state, FailureKind? failure, int exitCode) =>
            Take(
                new TrialEnded(trial, study.EndOf(trial, state, "it ended so", failure, exitCode))
                {
                    At = now,
                }
            );
    }

    /// <summary>The story without some of its changes.</summary>
    public Story Without(Func<StudyChange, bool> which) =>
        this with
        {
            Changes = [.. Changes.Where(change => !which(change))],
        };

    /// <summary>The story with a change put before the place where <paramref name="where"/> first holds.</summary>
    public Story Before(Func<StudyChange, bool> where, StudyChange change)
    {
        var at = Changes.TakeWhile(each => !where(each)).Count();
        return this with { Changes = [.. Changes.Take(at), change, .. Changes.Skip(at)] };
    }

    /// <summary>The story with the changes for which <paramref name="where"/> holds replaced.</summary>
    public Story Replace(Func<StudyChange, bool> where, Func<StudyChange, StudyChange> by) =>
        this with
        {
            Changes = [.. Changes.Select(change => where(change) ? by(change) : change)],
        };

    /// <summary>The story in which a trial's end is another.</summary>
    public Story WithEnd(int trial, Func<TrialEnd, TrialEnd> end) =>
        Replace(
            change => change is TrialEnded ended && ended.Trial == trial,
            change => ((TrialEnded)change) with { End = end(((TrialEnded)change).End) }
        );

    /// <summary>Writes the story into a home.</summary>
    public async Task WriteAsync(Home home, AttuneDatabase database, CancellationToken cancellationToken)
    {
        if (HasStudy)
        {
            var id = new StudyId(Name);
            await database.Studies.CreateAsync(id, ((SweepJob)Record.Job).ToStudySpec(7), cancellationToken);
            var lease = await database.Studies.LeaseAsync(id, cancellationToken);
            await database.Studies.AppendAsync(id, lease, 0, Changes, cancellationToken);
        }
        await database.Measurements.AppendAsync(Points, cancellationToken);
        var text = JsonSerializer.Serialize(Record, Json);
        await database.Documents.SaveAsync("default", "job", Name, text, null, cancellationToken);
        foreach (var ((trial, attempt), code) in ExitCodes)
        {
            var folder = new JobFolder(home, Record).Attempt(trial, attempt);
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(
                Path.Combine(folder, "end"),
                FormattableString.Invariant($"end {code} 1773480413.5 .\n"),
                cancellationToken
            );
        }
    }
}
