using System.Diagnostics;
using Attune.EarlyTermination;
using Attune.Jobs;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Executors;
using Attune.Workspace.Homes;
using Attune.Workspace.Sweeps;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attune.Workspace.Tests.Sweeps;

public sealed class SweepRunTests : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly string _root = Directory.CreateTempSubdirectory("attune-sweep-").FullName;

    [Fact]
    public async Task A_sweep_runs_every_combination_and_knows_the_best()
    {
        await using var host = await OpenAsync();
        var job = await RunAsync(host, Sweep("echo score=$((${{search_space.x}} * 10))", [1, 2, 3, 4, 5, 6]));
        Assert.Equal(JobState.Completed, job.State);
        var study = await FoldAsync(host, job.Name);
        Assert.Equal(6, study.View.Trials.Count);
        Assert.All(study.View.Trials, trial => Assert.Equal(TrialState.Completed, trial.State));
        Assert.Equal((5, 60.0), (study.View.Best!.Number, study.View.Best.Value));
    }

    [Fact]
    public async Task What_a_trial_used_of_the_machine_stays_with_its_end_and_with_the_attempt_before()
    {
        await using var host = await OpenAsync();
        var sweep = Sweep(
            "(ulimit -St 1; trap 'exit 0' XCPU; while :; do :; done); mkdir once && exit 3; echo score=1",
            [1]
        ) with
        {
            Attune = new SweepExtensions { Retries = 1 },
        };
        var job = await RunAsync(host, sweep);
        var row = Assert.Single(
            (
                await new JobCatalog(host.Database, host.Home, host.Workspace).WatchAsync(job.Name, Never)
            )!.Trials
        );
        Assert.InRange(row.Usage!.ProcessorSeconds!.Value, 0.5, 6);
        Assert.InRange(Assert.Single(row.EarlierAttempts).Usage!.ProcessorSeconds!.Value, 0.5, 6);
    }

    [Fact]
    public async Task A_trial_without_the_objective_fails_and_says_what_it_saw()
    {
        await using var host = await OpenAsync();
        var job = await RunAsync(host, Sweep("echo accuracy=0.5", [1]));
        Assert.Equal(JobState.Failed, job.State);
        var end = (await FoldAsync(host, job.Name)).View.Trials[0].End!;
        Assert.Equal(FailureKind.NoMetric, end.Failure);
        Assert.Contains("`accuracy`", end.Reason, StringComparison.Ordinal);
        Assert.Contains("`score`", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_whose_first_trials_all_fail_is_ended_with_the_cause()
    {
        await using var host = await OpenAsync();
        var job = await RunAsync(host, Sweep("exit 3", [.. Enumerable.Range(0, 50)]));
        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("exit code 3", job.Reason, StringComparison.Ordinal);
        Assert.InRange((await FoldAsync(host, job.Name)).View.Trials.Count, 5, 25); // one may start late
    }

    [Fact]
    public async Task Hopeless_trials_are_stopped_early()
    {
        await using var host = await OpenAsync();
        // The good trial ends by itself; the bad one would go on until the test gives up.
        var command = """
            i=0
            while [ $i -lt 20 ] || [ ${{search_space.x}} = 1 ]; do echo score=${{search_space.x}}; i=$((i + 1)); sleep 0.1; done
            """;
        var sweep = Sweep(command, [100, 1]) with
        {
            EarlyTermination = new BanditPolicy { SlackFactor = 0.1 },
        };
        var job = await RunAsync(host, sweep);
        var trials = (await FoldAsync(host, job.Name)).View.Trials;
        Assert.Equal(TrialState.Completed, trials[0].State);
        Assert.Equal(TrialState.StoppedEarly, trials[1].State);
        Assert.Contains("bandit", trials[1].End!.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_canceled_sweep_leaves_no_trial_running()
    {
        await using var host = await OpenAsync();
        var submitted = await host.SubmitAsync(
            Submission(Sweep("touch started; sleep 300", [1, 2, 3])),
            Never
        );
        await UntilAsync(() => Directory.GetFiles(_root, "started", SearchOption.AllDirectories).Length >= 2);
        await host.CancelAsync(submitted.Job.Name, "enough", Never);
        var job = await host.WaitAsync(submitted.Job.Name, Never).WaitAsync(TimeSpan.FromSeconds(180));
        Assert.Equal((JobState.Canceled, "enough"), (job.State, job.Reason));
        Assert.All(
            (await FoldAsync(host, job.Name)).View.Trials,
            trial => Assert.Equal(TrialState.Canceled, trial.State)
        );
    }

    [Fact]
    public async Task A_sweep_canceled_while_its_trials_start_leaves_none_running()
    {
        await using var host = await OpenAsync();
        // Many files to link, so that a start takes a while.
        Directory.CreateDirectory(Path.Combine(_root, "src"));
        for (var i = 0; i < 150; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(_root, "src", $"{i}"), "");
        }
        var sweep = Sweep("sleep 300", [.. Enumerable.Range(0, 8)]) with
        {
            Trial = new TrialSpec { Command = "sleep 300", Code = "src" },
            Limits = new SweepLimits { MaxConcurrentTrials = 8 },
        };
        var name = (await host.SubmitAsync(Submission(sweep), Never)).Job.Name;
        await UntilAsync(() => host.Trials.Find(name + "_0") is not null);
        await host.CancelAsync(name, "enough", Never);
        var job = await host.WaitAsync(name, Never).WaitAsync(TimeSpan.FromSeconds(180));
        Assert.Equal(JobState.Canceled, job.State);
        Assert.False(host.HasRunningTrials());
    }

    [Fact]
    public async Task A_sweep_goes_on_under_a_new_host_with_the_same_trials_and_processes()
    {
        var sweep = Sweep(
            "echo $$ >> pids; while [ ! -e ../../../../../../../go ]; do sleep 0.05; done; echo score=1",
            [1, 2, 3]
        );
        string name;
        await using (var first = await OpenAsync())
        {
            name = (await first.SubmitAsync(Submission(sweep), Never)).Job.Name;
            await UntilAsync(() =>
                Directory.GetFiles(_root, "pids", SearchOption.AllDirectories).Length == 2
            );
        }
        await using var second = await OpenAsync();
        var again = await second.SubmitAsync(Submission(sweep), Never);
        Assert.True(again.Continues);
        Assert.Equal(name, again.Job.Name);
        await File.WriteAllTextAsync(Path.Combine(_root, "go"), "");
        var job = await second.WaitAsync(name, Never).WaitAsync(TimeSpan.FromSeconds(180));
        Assert.Equal(JobState.Completed, job.State);
        var pids = Directory.GetFiles(_root, "pids", SearchOption.AllDirectories);
        Assert.Equal(3, pids.Length);
        Assert.All(pids, file => Assert.Single(File.ReadAllLines(file)));
    }

    [Fact]
    public async Task An_interrupted_sweep_runs_its_unfinished_trials_again()
    {
        var sweep = Sweep(
            "while [ ! -e ../../../../../../../go ]; do sleep 0.05; done; echo score=${{search_space.x}}",
            [1, 2, 3, 4]
        );
        await using (var first = await OpenAsync())
        {
            var submitted = await first.SubmitAsync(Submission(sweep), Never);
            await UntilAsync(() =>
                Directory.GetDirectories(_root, ".attempt-1", SearchOption.AllDirectories).Length >= 2
            );
            first.Interrupt(StopMode.Graceful);
            var interrupted = await first
                .WaitAsync(submitted.Job.Name, Never)
                .WaitAsync(TimeSpan.FromSeconds(180));
            Assert.Equal(JobState.Interrupted, interrupted.State);
        }
        await File.WriteAllTextAsync(Path.Combine(_root, "go"), "");
        await using var second = await OpenAsync();
        var job = await RunAsync(second, sweep);
        Assert.Equal(JobState.Completed, job.State);
        var trials = (await FoldAsync(second, job.Name)).View.Trials;
        Assert.Equal([1.0, 2.0, 3.0, 4.0], trials.Select(trial => trial.Value));
    }

    [Fact]
    public async Task Fault_of_the_command_is_tried_again_only_when_asked_for()
    {
        await using var host = await OpenAsync();
        var sweep = Sweep("echo again >> ../tries; [ $(wc -l < ../tries) -ge 3 ] && echo score=1", [1]);
        var job = await RunAsync(host, sweep with { Attune = new SweepExtensions { Retries = 1 } });
        Assert.Equal(JobState.Failed, job.State);
        Assert.Equal(2, (await FoldAsync(host, job.Name)).View.Trials[0].Attempt);
    }

    [Fact]
    public async Task Trials_share_the_GPUs_that_the_settings_name()
    {
        Configure("""{ "gpus": ["3", "5"] }""");
        await using var host = await OpenAsync();
        var sweep = Sweep("echo $CUDA_VISIBLE_DEVICES > outputs/gpu; sleep 0.2; echo score=1", [1, 2, 3, 4]);
        var shared = new SweepExtensions { GpusPerTrial = 1 };
        var limits = new SweepLimits { MaxConcurrentTrials = 4 };
        var job = await RunAsync(host, sweep with { Attune = shared, Limits = limits });
        Assert.Equal(JobState.Completed, job.State);
        var seen = Directory.GetFiles(_root, "gpu", SearchOption.AllDirectories).Select(File.ReadAllText);
        Assert.Equal(["3", "5"], seen.Select(text => text.Trim()).Distinct().Order());
    }

    [Fact]
    public async Task A_sweep_that_asks_for_more_GPUs_than_there_are_does_not_wait_for_them()
    {
        Configure("""{ "gpus": ["0"] }""");
        await using var host = await OpenAsync();
        var job = await RunAsync(
            host,
            Sweep("echo score=1", [1]) with
            {
                Attune = new SweepExtensions { GpusPerTrial = 2 },
            }
        );
        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("asks for 2 GPUs, and this machine has 1", job.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_may_be_an_address_or_a_name_that_the_settings_know()
    {
        Configure("""{ "data": { "azureml:code:1": "../src" } }""");
        Directory.CreateDirectory(Path.Combine(_root, "src"));
        await File.WriteAllTextAsync(Path.Combine(_root, "src", "run.sh"), "echo score=1");
        await using var host = await OpenAsync();
        foreach (var code in (string[])["file:src", "azureml:code:1"])
        {
            var sweep = Sweep("bash run.sh", [1]);
            var job = await RunAsync(host, sweep with { Trial = sweep.Trial with { Code = code } });
            Assert.True(job.State == JobState.Completed, job.Reason);
        }
    }

    [Fact]
    public async Task A_command_job_is_run_once()
    {
        await using var host = await OpenAsync();
        var job = await RunAsync(host, new CommandJob { Command = "echo hello > outputs/greeting" });
        Assert.Equal(JobState.Completed, job.State);
        Assert.Equal(
            "hello\n",
            await File.ReadAllTextAsync(
                Directory.GetFiles(_root, "greeting", SearchOption.AllDirectories).Single()
            )
        );
    }

    [Fact]
    public async Task Parallel_trials_do_not_meet_in_their_folders()
    {
        Directory.CreateDirectory(Path.Combine(_root, "src", "lib"));
        await File.WriteAllTextAsync(Path.Combine(_root, "src", "lib", "words.txt"), "code");
        var command =
            "cat lib/words.txt > mine; echo ${{search_space.x}} > lib/own; sleep 0.2; cat lib/own > outputs/own; echo score=1";
        await using var host = await OpenAsync();
        var sweep = Sweep(command, [1, 2, 3, 4]);
        var job = await RunAsync(host, sweep with { Trial = sweep.Trial with { Code = "src" } });
        Assert.Equal(JobState.Completed, job.State);
        var seen = Enumerable
            .Range(0, 4)
            .Select(i =>
                File.ReadAllText(Path.Combine(host.Home.Root, job.Folder, "trials", $"{i}", "outputs", "own"))
                    .Trim()
            );
        Assert.Equal(["1", "2", "3", "4"], seen);
    }

    private static SweepJob Sweep(string command, int[] values) =>
        new()
        {
            Trial = new TrialSpec { Command = command },
            SamplingAlgorithm = new GridSampling(),
            SearchSpace =
            [
                new(
                    "x",
                    new Choice { Options = ValueList.From(values.Select(value => (ChoiceOption)value)) }
                ),
            ],
            Objective = new JobObjective { PrimaryMetric = "score", Goal = Goal.Maximize },
            Limits = new SweepLimits { MaxConcurrentTrials = 2 },
        };

    private void Configure(string settings) =>
        File.WriteAllText(Home.Create(Path.Combine(_root, Home.FolderName)).Settings, settings);

    private JobSubmission Submission(Job job)
    {
        var file = Path.Combine(_root, "job.yml");
        File.WriteAllText(file, "");
        return new JobSubmission { Job = job, SourceFile = file };
    }

    private async Task<JobRecord> RunAsync(WorkspaceHost host, Job job)
    {
        var submitted = await host.SubmitAsync(Submission(job), Never);
        return await host.WaitAsync(submitted.Job.Name, Never).WaitAsync(TimeSpan.FromSeconds(180));
    }

    private Task<WorkspaceHost> OpenAsync() =>
        WorkspaceHost.OpenAsync(
            Home.Create(Path.Combine(_root, Home.FolderName)),
            new WorkspaceOptions { Loggers = NullLoggerFactory.Instance },
            Never
        );

    private static async Task<Study> FoldAsync(WorkspaceHost host, string name)
    {
        var id = new StudyId(name);
        var study = new Study((await host.Database.Studies.FindAsync(id, Never))!.Spec);
        foreach (var change in await host.Database.Studies.ReadAsync(id, 0, Never))
        {
            study.Apply(change);
        }
        return study;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(180), "It did not happen in time.");
            await Task.Delay(10);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
