using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Tests.Running;

/// <summary>Writes the history of a sweep into the store, a step at a time, with a clock of its own.</summary>
internal sealed class RecordedSweep(
    AttuneDatabase database,
    TemporaryHome home,
    JobRecord record,
    StudySpec spec
)
{
    private readonly StudyId _id = new(record.Name);
    private readonly Study _study = new(spec);
    private LeaseToken? _lease;

    public DateTimeOffset Now { get; private set; } = record.CreatedAt.AddSeconds(1);

    public Study Study => _study;

    /// <summary>Lets time pass.</summary>
    public RecordedSweep After(double seconds)
    {
        Now = Now.AddSeconds(seconds);
        return this;
    }

    /// <summary>Proposes and starts the next trial; makes its folder.</summary>
    public async Task<int> StartAsync()
    {
        var proposed = _study.Ask(1, Now).Trials[0];
        await AppendAsync(proposed);
        await AppendAsync(new TrialStarted(proposed.Trial, 1) { At = Now });
        Log(proposed.Trial, "");
        return proposed.Trial;
    }

    /// <summary>A point that a trial reports.</summary>
    public async Task ReportAsync(int trial, string metric, double value, long step = 0)
    {
        var attempt = _study.View.Trials[trial].Attempt;
        var point = new Measurement(
            $"{record.Name}_{trial}",
            attempt,
            metric,
            step,
            value,
            Now.ToUnixTimeMilliseconds()
        );
        await database.Measurements.AppendAsync([point], TestContext.Current.CancellationToken);
        _study.Report(trial, metric, value);
    }

    public Task EndAsync(
        int trial,
        TrialState state,
        string reason,
        FailureKind? failure = null,
        int? exitCode = null,
        TrialUsage? usage = null
    ) =>
        AppendAsync(
            new TrialEnded(
                trial,
                _study.EndOf(trial, state, reason, failure, exitCode) with
                {
                    Usage = usage,
                }
            )
            {
                At = Now,
            }
        );

    /// <summary>Ends the study and the job's record with it.</summary>
    public async Task FinishAsync(StudyState state, string reason)
    {
        await AppendAsync(new StudyEnded(state, reason) { At = Now });
        await home.SaveAsync(
            record with
            {
                State = Enum.Parse<JobState>(state.ToString()),
                Reason = reason,
                StartedAt = record.CreatedAt.AddSeconds(1),
                EndedAt = Now,
            }
        );
    }

    /// <summary>Appends changes to the store and to the study.</summary>
    public async Task AppendAsync(params StudyChange[] changes)
    {
        var before = _study.View.Revision;
        foreach (var change in changes)
        {
            _study.Apply(change);
        }
        await AppendOnlyAsync(before, changes);
    }

    /// <summary>Appends changes to the store alone, whatever they say.</summary>
    public async Task AppendOnlyAsync(long before, params StudyChange[] changes)
    {
        _lease ??= await database.Studies.LeaseAsync(_id, TestContext.Current.CancellationToken);
        await database.Studies.AppendAsync(
            _id,
            _lease.Value,
            before,
            changes,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Many trials that completed one after the other, a second each, with values from 0 to 1.</summary>
    public async Task FillAsync(int count)
    {
        for (var done = 0; done < count; )
        {
            var before = _study.View.Revision;
            var changes = new List<StudyChange>();
            for (var i = 0; i < 1_000 && done < count; i++, done++)
            {
                Take(_study.Ask(1, Now).Trials[0]);
                Take(new TrialStarted(done, 1) { At = Now });
                After(1);
                var end = new TrialEnd
                {
                    State = TrialState.Completed,
                    Reason = "ran to its end",
                    Values = [(done * 0.6180339887) % 1],
                };
                Take(new TrialEnded(done, end) { At = Now });
            }
            await AppendOnlyAsync(before, [.. changes]);

            void Take(StudyChange change)
            {
                _study.Apply(change);
                changes.Add(change);
            }
        }
    }

    public string TrialFolder(int trial) =>
        Path.Combine(home.Home.Root, record.Folder, "trials", FormattableString.Invariant($"{trial}"));

    /// <summary>What a trial printed.</summary>
    public void Log(int trial, string text)
    {
        var log = Path.Combine(TrialFolder(trial), "user_logs", "std_log.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        Directory.CreateDirectory(Path.Combine(TrialFolder(trial), "outputs"));
        File.WriteAllText(log, text);
    }

    /// <summary>What the attempt itself wrote down at its end.</summary>
    public void EndRecord(int trial, int attempt, int code)
    {
        var folder = Path.Combine(TrialFolder(trial), FormattableString.Invariant($".attempt-{attempt}"));
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "end"),
            FormattableString.Invariant($"end {code} 1700000000.5 .\n")
        );
    }
}
