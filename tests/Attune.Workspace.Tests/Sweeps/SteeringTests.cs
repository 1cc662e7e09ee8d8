using System.Diagnostics;
using Attune.EarlyTermination;
using Attune.Jobs;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Catalog.Verification;
using Attune.Workspace.Homes;
using Attune.Workspace.Sweeps;
using Attune.Workspace.Sweeps.Steering;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attune.Workspace.Tests.Sweeps;

/// <summary>Sweeps that people steer: while they run, after their end, and with the host killed in between.</summary>
public sealed class SteeringTests : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly string _root = Directory.CreateTempSubdirectory("attune-steer-").FullName;

    private string Gate => Path.Combine(_root, "go");

    private string Gated =>
        $"touch began; while [ ! -e {Gate} ]; do sleep 0.05; done; echo score=${{{{search_space.x}}}}";

    [Fact]
    public async Task A_running_sweep_takes_a_larger_budget_and_more_trials_at_once()
    {
        await using var host = await OpenAsync();
        var name = (await host.SubmitAsync(Submission(Sweep(Gated, most: 2, atOnce: 1)), Never)).Job.Name;
        await UntilAsync(() => Began() == 1);
        var steered = await host.SteerAsync(
            name,
            Amend("limits.max_total_trials=5", "limits.max_concurrent_trials=3", "display_name=Larger"),
            Never
        );
        Assert.Equal(
            (2, "Larger", 3),
            (steered.Job.Version, steered.Job.Job.DisplayName, steered.Job.MaxConcurrent)
        );
        await UntilAsync(() => Began() == 3);
        await OpenGateAsync();
        Assert.Equal(JobState.Completed, (await EndAsync(host, name)).State);
        var watch = await WatchAsync(host, name);
        Assert.Equal(5, watch.Trials.Count);
        var amended = Assert.Single(watch.Amendments);
        Assert.Equal(("ana", "it goes well"), (amended.By, amended.Reason));
        Assert.Equal(
            ["limits.max_concurrent_trials: 1 → 3", "limits.max_total_trials: 2 → 5"],
            amended.Parts.Select(part => part.ToString()).Order(StringComparer.Ordinal)
        );
        await VerifyAsync(host);
    }

    [Fact]
    public async Task A_completed_sweep_goes_on_when_its_budget_is_raised_and_only_then()
    {
        await using var host = await OpenAsync();
        await OpenGateAsync();
        var name = (await host.SubmitAsync(Submission(Sweep(Gated, most: 2)), Never)).Job.Name;
        await EndAsync(host, name);
        Assert.False((await host.SteerAsync(name, Amend("limits.max_concurrent_trials=1"), Never)).GoesOn);
        Assert.Equal(JobState.Completed, (await EndAsync(host, name)).State);
        Assert.True((await host.SteerAsync(name, Amend("limits.max_total_trials=4"), Never)).GoesOn);
        var job = await EndAsync(host, name);
        Assert.Equal((JobState.Completed, 3), (job.State, job.Version));
        Assert.Equal(4, (await WatchAsync(host, name)).Trials.Count);
        Assert.Empty((await host.SteerAsync(name, Amend("limits.max_total_trials=4"), Never)).Changes);
        await VerifyAsync(host);
    }

    [Fact]
    public async Task Every_problem_of_a_change_is_said_and_nothing_is_changed()
    {
        await using var host = await OpenAsync();
        var name = (await host.SubmitAsync(Submission(Sweep(Gated, most: 2)), Never)).Job.Name;
        var error = await Assert.ThrowsAsync<InvalidSpecException>(() =>
            host.SteerAsync(
                name,
                Amend(
                    "limits.max_total_trials=0",
                    "search_space.y.type=uniform",
                    "search_space.y.min_value=0",
                    "search_space.y.max_value=1",
                    "sampling_algorithm=sobol"
                ),
                Never
            )
        );
        Assert.True(error.Problems.Count >= 3, error.Message);
        Assert.Empty((await WatchAsync(host, name)).Amendments);
        await OpenGateAsync();
        Assert.Equal(JobState.Completed, (await EndAsync(host, name)).State);
    }

    [Fact]
    public async Task A_policy_switched_on_judges_by_what_was_reported_before_it()
    {
        await using var host = await OpenAsync();
        // The good trial has ended, after more reports than the bad one makes meanwhile, when the policy comes; the bad one goes on until it is stopped.
        var command = """
            for i in $(seq $((30 * ${{search_space.x}}))); do echo score=${{search_space.x}}; done
            touch began
            while [ ${{search_space.x}} = 1 ]; do echo score=1; sleep 0.1; done
            """;
        var name = (await host.SubmitAsync(Submission(Sweep(command, values: [100, 1])), Never)).Job.Name;
        await UntilAsync(() => Began() == 2);
        await UntilAsync(async () => (await WatchAsync(host, name)).Count(TrialState.Completed) == 1);
        await host.SteerAsync(name, Amend("early_termination={type: bandit, slack_factor: 0.1}"), Never);
        Assert.Equal(JobState.Completed, (await EndAsync(host, name)).State);
        var watch = await WatchAsync(host, name);
        Assert.Equal(TrialState.StoppedEarly, watch.Trials[1].State);
        Assert.Contains("best 100", watch.Trials[1].Reason, StringComparison.Ordinal);
        var replay = await watch.ReplayAsync(new BanditPolicy { SlackFactor = 0.1 }, Never);
        Assert.Equal([1], replay.Stops.Select(stop => stop.Trial));
    }

    [Fact]
    public async Task What_was_changed_holds_under_the_next_host()
    {
        string name;
        await using (var first = await OpenAsync())
        {
            name = (await first.SubmitAsync(Submission(Sweep(Gated, most: 2, atOnce: 1)), Never)).Job.Name;
            await UntilAsync(() => Began() == 1);
            await first.SteerAsync(
                name,
                Amend(
                    "limits.max_total_trials=4",
                    "limits.max_concurrent_trials=2",
                    "search_space.x.values=[1,2,3,4,5,6,70]"
                ),
                Never
            );
        }
        await using var second = await OpenAsync();
        await second.ResumeAsync(name, Never);
        await UntilAsync(() => Began() == 2);
        await OpenGateAsync();
        Assert.Equal(JobState.Completed, (await EndAsync(second, name)).State);
        var watch = await WatchAsync(second, name);
        Assert.Equal((4, 2), (watch.Trials.Count, watch.Job.Version));
        Assert.Equal(7, ((Choice)((SweepJob)watch.Job.Job).SearchSpace[0].Distribution).Options.Count);
        await VerifyAsync(second);
    }

    [Fact]
    public async Task A_canceled_trial_is_tried_again_by_choice_and_the_rest_of_its_sweep_stays_canceled()
    {
        string name;
        await using (var host = await OpenAsync())
        {
            name = (await host.SubmitAsync(Submission(Sweep(Gated, most: 6, atOnce: 2)), Never)).Job.Name;
            await UntilAsync(() => Began() == 2);
            await host.CancelAsync(name, "enough", Never);
            Assert.Equal(JobState.Canceled, (await EndAsync(host, name)).State);
            File.Delete(Directory.GetFiles(_root, "began", SearchOption.AllDirectories).Order().First());
            var steered = await host.SteerAsync(name, new RequeueAct { By = "ana", Trial = 0 }, Never);
            Assert.True(steered.GoesOn);
            await UntilAsync(() => Began() == 2);
        }
        // Its host is killed, and the next one finds the second attempt.
        await using var next = await OpenAsync();
        await next.ResumeAsync(name, Never);
        await OpenGateAsync();
        Assert.Equal(JobState.Completed, (await EndAsync(next, name)).State);
        var watch = await WatchAsync(next, name);
        Assert.Equal((TrialState.Completed, 2), (watch.Trials[0].State, watch.Trials[0].Attempt));
        Assert.Equal(2, watch.Trials.Count);
        Assert.Equal(TrialState.Canceled, watch.Trials[1].State);
        await Assert.ThrowsAsync<JobStateException>(() =>
            next.SteerAsync(name, new RequeueAct { By = "ana", Trial = 0 }, Never)
        );
        await VerifyAsync(next);
    }

    [Fact]
    public async Task A_changed_copy_of_a_trial_runs_and_a_wrong_one_is_refused_with_every_problem()
    {
        await using var host = await OpenAsync();
        await OpenGateAsync();
        var name = (await host.SubmitAsync(Submission(Sweep(Gated, most: 1)), Never)).Job.Name;
        await EndAsync(host, name);
        var like = (await WatchAsync(host, name)).Trials[0].Parameters;
        var other = like.Find("x") == (ParameterValue)6 ? 5 : 6;
        var error = await Assert.ThrowsAsync<InvalidSpecException>(() => Clone(0, "x=99", "z=1", "x"));
        Assert.Equal(3, error.Problems.Count);
        Assert.Contains(
            "has these values already",
            (await Assert.ThrowsAsync<InvalidSpecException>(() => Clone(0, $"x={like.Find("x")}"))).Message,
            StringComparison.Ordinal
        );
        var steered = await Clone(0, $"x={other}");
        Assert.Equal((1, true), (steered.Added, steered.GoesOn));
        await EndAsync(host, name);
        var trial = (await WatchAsync(host, name)).Trials[1];
        Assert.Equal((TrialState.Completed, "ana", other), (trial.State, trial.ProposedBy, trial.Value));
        Assert.Contains("a changed copy of trial 0", trial.ProposedBecause, StringComparison.Ordinal);
        await VerifyAsync(host);

        Task<Steered> Clone(int trial, params string[] set) =>
            host.SteerAsync(
                name,
                new EnqueueAct
                {
                    By = "ana",
                    Like = trial,
                    Set = set,
                },
                Never
            );
    }

    [Fact]
    public async Task Hidden_trials_and_notes_are_told_to_whoever_reads_the_job()
    {
        await using var host = await OpenAsync();
        await OpenGateAsync();
        var name = (await host.SubmitAsync(Submission(Sweep(Gated, values: [1, 2, 3])), Never)).Job.Name;
        await EndAsync(host, name);
        Assert.Equal(2, (await WatchAsync(host, name)).Best!.Number);
        await host.SteerAsync(
            name,
            new HideAct
            {
                By = "ana",
                Trial = 2,
                Hidden = true,
            },
            Never
        );
        await host.SteerAsync(
            name,
            new NoteAct
            {
                By = "ana",
                Trial = 2,
                Text = "a leak",
            },
            Never
        );
        await host.SteerAsync(name, new NoteAct { By = "ana", Text = "the last one" }, Never);
        var watch = await WatchAsync(host, name);
        Assert.Equal((1, 2), (watch.Best!.Number, watch.Ranked.Count()));
        Assert.Equal((true, "a leak"), (watch.Trials[2].IsHidden, watch.Trials[2].Note));
        Assert.Equal("the last one", (await host.FindAsync(name, Never))!.Note);
        await host.SteerAsync(
            name,
            new HideAct
            {
                By = "ana",
                Trial = 2,
                Hidden = false,
            },
            Never
        );
        Assert.Equal(2, (await WatchAsync(host, name)).Best!.Number);
        await VerifyAsync(host);
    }

    private static AmendAct Amend(params string[] set) =>
        new()
        {
            By = "ana",
            Reason = "it goes well",
            Set = set,
        };

    private int Began() => Directory.GetFiles(_root, "began", SearchOption.AllDirectories).Length;

    private Task OpenGateAsync() => File.WriteAllTextAsync(Gate, "");

    private static SweepJob Sweep(string command, int? most = null, int atOnce = 2, int[]? values = null) =>
        new()
        {
            Trial = new TrialSpec { Command = command },
            SamplingAlgorithm = values is null ? new RandomSampling() : new GridSampling(),
            SearchSpace =
            [
                new(
                    "x",
                    new Choice
                    {
                        Options = ValueList.From(
                            (values ?? [1, 2, 3, 4, 5, 6]).Select(value => (ChoiceOption)value)
                        ),
                    }
                ),
            ],
            Objective = new JobObjective { PrimaryMetric = "score", Goal = Goal.Maximize },
            Limits = new SweepLimits { MaxTotalTrials = most, MaxConcurrentTrials = atOnce },
        };

    private JobSubmission Submission(Job job)
    {
        var file = Path.Combine(_root, "job.yml");
        File.WriteAllText(file, "");
        return new JobSubmission { Job = job, SourceFile = file };
    }

    private static Task<JobRecord> EndAsync(WorkspaceHost host, string name) =>
        host.WaitAsync(name, Never).WaitAsync(TimeSpan.FromSeconds(180));

    private static async Task<JobWatch> WatchAsync(WorkspaceHost host, string name) =>
        (await new JobCatalog(host.Database, host.Home, host.Workspace).WatchAsync(name, Never))!;

    private static async Task VerifyAsync(WorkspaceHost host)
    {
        var verdicts = await new Verifier(
            host.Database,
            host.Home,
            host.Workspace,
            TimeProvider.System
        ).ExamineAsync(null, Never);
        Assert.All(
            verdicts!,
            verdict =>
                Assert.True(
                    verdict.State != InvariantState.Violated,
                    $"{verdict.Id}: {string.Join("; ", verdict.Violations)}"
                )
        );
    }

    private Task<WorkspaceHost> OpenAsync() =>
        WorkspaceHost.OpenAsync(
            Home.Create(Path.Combine(_root, Home.FolderName)),
            new WorkspaceOptions { Loggers = NullLoggerFactory.Instance },
            Never
        );

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(180), "It did not happen in time.");
            await Task.Delay(10);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
