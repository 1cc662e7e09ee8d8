using System.Text.Json.Nodes;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Load.Looks;

/// <summary>Fills a home with sweeps that were never run: copies of one that was, under other names.</summary>
internal sealed class FilledHome(LoadedHost host)
{
    private const string Kind = "job";

    /// <summary>A sweep over eight parameters, run to its end, of which the others are copies.</summary>
    public const string Template = """
        type: sweep
        display_name: Template
        trial:
          command: "echo score=$RANDOM"
        sampling_algorithm: random
        search_space:
          learning_rate: { type: loguniform, min_value: -9, max_value: 0 }
          momentum: { type: uniform, min_value: 0, max_value: 1 }
          depth: { type: randint, upper: 12 }
          units: { type: quniform, min_value: 8, max_value: 512, q: 8 }
          dropout: { type: uniform, min_value: 0, max_value: 0.9 }
          optimizer: { type: choice, values: [adam, sgd, rmsprop] }
          batch: { type: choice, values: [16, 32, 64, 128] }
          decay: { type: loguniform, min_value: -12, max_value: -2 }
        objective: { goal: maximize, primary_metric: score }
        limits: { max_total_trials: 4, max_concurrent_trials: 2 }
        """;

    /// <summary>Adds so many sweeps, each a copy of this one with its trials.</summary>
    public async Task CopyAsync(JobRecord template, int sweeps)
    {
        var changes = await host.Workspace.Database.Studies.ReadAsync(new StudyId(template.Name), 0, default);
        var spec = (
            await host.Workspace.Database.Studies.FindAsync(new StudyId(template.Name), default)
        )!.Spec;
        for (var i = 0; i < sweeps; i++)
        {
            var name = FormattableString.Invariant($"copied_sweep_{i:0000}");
            await SaveAsync(template, name, $"Copied sweep {i}");
            await WriteAsync(name, spec, changes);
        }
    }

    /// <summary>Adds a sweep of so many trials; one in fifty failed.</summary>
    public async Task<string> AddAsync(JobRecord template, string name, int trials)
    {
        var row = await host.Workspace.Database.Studies.FindAsync(new StudyId(template.Name), default);
        var spec = row!.Spec with { MaxTrials = trials };
        var study = new Study(spec);
        var at = DateTimeOffset.UnixEpoch.AddDays(20_000);
        var changes = new List<StudyChange>(3 * trials);
        for (var i = 0; i < trials; i++)
        {
            at += TimeSpan.FromSeconds(1);
            Apply(study.Ask(1, at).Trials[0]);
            Apply(new TrialStarted(i, 1) { At = at });
            Apply(
                new TrialEnded(
                    i,
                    i % 50 == 7
                        ? new TrialEnd
                        {
                            State = TrialState.Failed,
                            Reason = "The command ended with exit code 1.",
                            Failure = FailureKind.ExitCode,
                            ExitCode = 1,
                        }
                        : new TrialEnd
                        {
                            State = TrialState.Completed,
                            Reason = "The command ended with exit code 0.",
                            ExitCode = 0,
                            Values = [1 - Math.Exp(-i / 1e4) + (Math.Sin(i) / 10)],
                        }
                )
                {
                    At = at.AddSeconds(5),
                }
            );
        }
        Apply(new StudyEnded(StudyState.Completed, "All trials have ended.") { At = at.AddSeconds(9) });
        await SaveAsync(template, name, name);
        await WriteAsync(name, spec, changes);
        return name;

        void Apply(StudyChange change)
        {
            study.Apply(change);
            changes.Add(change);
        }
    }

    /// <summary>Adds a curve to a trial.</summary>
    public async Task MeasureAsync(string trial, string metric, int points)
    {
        const int batch = 10_000;
        for (var from = 0; from < points; from += batch)
        {
            await host.Workspace.Database.Measurements.AppendAsync(
                [
                    .. Enumerable
                        .Range(from, Math.Min(batch, points - from))
                        .Select(step => new Measurement(trial, 1, metric, step, Math.Sin(step / 5e4), step)),
                ],
                default
            );
        }
    }

    private async Task SaveAsync(JobRecord template, string name, string title)
    {
        var documents = host.Workspace.Database.Documents;
        var document = await documents.FindAsync("default", Kind, template.Name, default);
        var record = JsonNode.Parse(document!.Json)!;
        record["name"] = name;
        record["digest"] = name;
        // The job is a text within the record.
        if (record["job"] is JsonValue text && JsonNode.Parse(text.GetValue<string>()) is { } job)
        {
            job["display_name"] = title;
            record["job"] = job.ToJsonString();
        }
        else if (record["job"] is JsonObject inner)
        {
            inner["display_name"] = title;
        }
        await documents.SaveAsync("default", Kind, name, record.ToJsonString(), 0, default);
    }

    private async Task WriteAsync(string name, StudySpec spec, IReadOnlyList<StudyChange> changes)
    {
        const int batch = 30_000;
        var studies = host.Workspace.Database.Studies;
        var id = new StudyId(name);
        await studies.CreateAsync(id, spec, default);
        var lease = await studies.LeaseAsync(id, default);
        for (var from = 0; from < changes.Count; from += batch)
        {
            await studies.AppendAsync(id, lease, from, [.. changes.Skip(from).Take(batch)], default);
        }
    }
}
