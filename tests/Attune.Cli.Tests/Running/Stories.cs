using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Tests.Running;

/// <summary>Jobs that the tests tell of.</summary>
internal static class Stories
{
    public static readonly DateTimeOffset Day = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);

    public const string Sweep = """
        type: sweep
        display_name: Diabetes [trees]
        experiment_name: diabetes
        tags: {team: blue}
        trial:
          command: python train.py --lr ${{search_space.learning_rate}} --trees ${{search_space.trees}}
          environment: local
        sampling_algorithm: grid
        search_space:
          learning_rate: {type: choice, values: [0.01, 0.1, 1.0]}
          trees: {type: choice, values: [10, 100]}
        objective: {goal: maximize, primary_metric: AUC}
        limits: {max_total_trials: 6, max_concurrent_trials: 2}
        """;

    public const string Command = """
        type: command
        command: echo hello
        environment: local
        """;

    /// <summary>A grid of six: four completed, one stopped early, one failed.</summary>
    public static async Task<RecordedSweep> FinishedAsync(TemporaryHome home, string name = "calm_otter")
    {
        var record = home.Record(name, Sweep, Day);
        await home.SaveAsync(record with { State = JobState.Running, StartedAt = Day.AddSeconds(1) });
        var sweep = await home.StudyAsync(record);
        double[] values = [0.71, 0.83, 0.9123, 0, 0.75, 0.95];
        for (var i = 0; i < 6; i++)
        {
            var trial = await sweep.StartAsync();
            sweep.After(2.5 + i);
            switch (i)
            {
                case 3:
                    sweep.Log(
                        trial,
                        "loading\nTraceback (most recent call last):\nValueError: trees must be [odd]\n"
                    );
                    sweep.EndRecord(trial, 1, 1);
                    await sweep.EndAsync(trial, TrialState.Failed, "exit code 1", FailureKind.ExitCode, 1);
                    break;
                case 4:
                    await sweep.ReportAsync(trial, "AUC", values[i]);
                    await sweep.EndAsync(
                        trial,
                        TrialState.StoppedEarly,
                        "stopped by bandit at report 1: 0.75 is below 0.7603",
                        null,
                        143
                    );
                    break;
                default:
                    await sweep.ReportAsync(trial, "AUC", values[i]);
                    await sweep.ReportAsync(trial, "loss", 1 - values[i]);
                    sweep.Log(trial, $"AUC={values[i]}\n");
                    sweep.EndRecord(trial, 1, 0);
                    await sweep.EndAsync(trial, TrialState.Completed, "ran to its end", null, 0);
                    break;
            }
        }
        File.WriteAllText(Path.Combine(sweep.TrialFolder(5), "outputs", "model.bin"), "model");
        Directory.CreateDirectory(Path.Combine(sweep.TrialFolder(5), "named-outputs", "report"));
        File.WriteAllText(
            Path.Combine(sweep.TrialFolder(5), "named-outputs", "report", "report.md"),
            "# Report"
        );
        File.WriteAllText(Path.Combine(home.Home.Root, record.Folder, "job.yml"), Sweep);
        await sweep.FinishAsync(StudyState.Completed, "all 6 combinations have been tried");
        return sweep;
    }

    /// <summary>The same grid after three: one completed, one running with a value, one only just started.</summary>
    public static async Task<RecordedSweep> UnderWayAsync(TemporaryHome home, string name = "brisk_heron")
    {
        var record = home.Record(name, Sweep, Day.AddHours(1));
        await home.SaveAsync(
            record with
            {
                State = JobState.Running,
                StartedAt = Day.AddHours(1).AddSeconds(1),
            }
        );
        var sweep = await home.StudyAsync(record);
        var first = await sweep.StartAsync();
        sweep.After(4);
        await sweep.ReportAsync(first, "AUC", 0.7);
        await sweep.EndAsync(first, TrialState.Completed, "ran to its end", null, 0);
        var second = await sweep.StartAsync();
        await sweep.StartAsync();
        sweep.After(1);
        await sweep.ReportAsync(second, "AUC", 0.8);
        return sweep;
    }
}
