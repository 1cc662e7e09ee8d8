using Attune.EarlyTermination;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Tests.InProcess;

public sealed class OptimizationTests
{
    private static readonly StudySpec Parabola = new()
    {
        Space = SearchSpace.Build(s => s.Float("x", -5, 5).Int("n", 1, 9)),
        Objectives = [Objective.Minimize("loss")],
        MaxTrials = 40,
        Seed = 7,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plain_function_is_minimised()
    {
        var result = await Optimization.RunAsync(
            Parabola,
            t => Math.Pow(t.Double("x") - 1, 2) + t.Int("n"),
            null,
            Token
        );
        Assert.Equal(
            (StudyState.Completed, "all 40 trials have been proposed"),
            (result.State, result.Reason)
        );
        Assert.Equal(40, result.Trials.Count);
        Assert.Equal(result.Trials.Min(trial => trial.Value), result.Best!.Value);
        Assert.All(result.Trials, trial => Assert.Equal(TrialState.Completed, trial.State));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("sobol")]
    [InlineData("grid")]
    public async Task One_worker_and_eight_try_the_same(string name)
    {
        SamplerSpec sampler = name switch
        {
            "random" => new RandomSampling(),
            "sobol" => new SobolSampling(),
            _ => new GridSampling(),
        };
        var spec = Parabola with
        {
            Space = SearchSpace.Build(s => s.Int("a", 1, 7).Int("b", 1, 9)),
            Sampler = sampler,
        };
        var assignments = new List<string[]>();
        foreach (var workers in new[] { 1, 8 })
        {
            var result = await Optimization.RunAsync(
                spec,
                async (t, ct) =>
                {
                    await Task.Yield();
                    return t.Int("a");
                },
                new OptimizationOptions { Parallelism = workers },
                Token
            );
            assignments.Add([.. result.Trials.Select(trial => trial.Assignment.ToString())]);
        }
        Assert.Equal(assignments[0], assignments[1]);
        Assert.Equal(40, assignments[0].Distinct().Count());
    }

    [Fact]
    public async Task So_many_trials_run_at_once_and_no_more()
    {
        var (now, most) = (0, 0);
        using var full = new SemaphoreSlim(0);
        await Optimization.RunAsync(
            Parabola with
            {
                MaxTrials = 8,
            },
            async (t, ct) =>
            {
                if (Interlocked.Increment(ref now) == 4)
                {
                    full.Release(8);
                }
                InterlockedMax(ref most, now);
                await full.WaitAsync(ct);
                Interlocked.Decrement(ref now);
                return 0;
            },
            new OptimizationOptions { Parallelism = 4 },
            Token
        );
        Assert.Equal(4, most);
    }

    [Fact]
    public async Task An_exception_fails_its_trial_with_its_reason_and_the_study_goes_on()
    {
        var result = await Optimization.RunAsync(
            Parabola,
            t => t.Number % 2 == 1 ? throw new ArithmeticException("no way") : t.Double("x"),
            null,
            Token
        );
        var end = result.Trials[1].End!;
        Assert.Equal(
            (TrialState.Failed, FailureKind.Exception, "ArithmeticException: no way"),
            (end.State, end.Failure!.Value, end.Reason)
        );
        Assert.Equal(20, result.Trials.Count(trial => trial.State == TrialState.Completed));
        Assert.Equal(StudyState.Completed, result.State);
    }

    [Fact]
    public async Task When_the_first_trials_all_fail_the_study_ends_with_the_cause()
    {
        var result = await Optimization.RunAsync(Parabola, t => Fail(), null, Token);
        Assert.Equal((StudyState.Failed, 5), (result.State, result.Trials.Count));
        Assert.Equal(
            "the first 5 trials all failed; no trial gave a usable loss, the first: InvalidOperationException: broken",
            result.Reason
        );
        static double Fail() => throw new InvalidOperationException("broken");
    }

    [Fact]
    public async Task NaN_fails_a_trial_and_is_never_best()
    {
        var result = await Optimization.RunAsync(
            Parabola with
            {
                MaxTrials = 4,
            },
            t => t.Number == 2 ? 1 : double.NaN,
            null,
            Token
        );
        Assert.Equal(2, result.Best!.Number);
        Assert.Equal(FailureKind.NotANumber, result.Trials[0].End!.Failure);
        Assert.Equal(
            "never reported a finite `loss`: 1 reports, the last one NaN",
            result.Trials[0].End!.Reason
        );
    }

    [Fact]
    public async Task A_trial_that_lags_is_told_to_stop_and_counts_as_stopped_early()
    {
        var spec = Parabola with
        {
            Space = SearchSpace.Build(s => s.Int("n", 1, 4)),
            Sampler = new GridSampling(),
            EarlyTermination = new BanditPolicy { SlackAmount = 0.5 },
        };
        var measurements = new InMemoryMeasurementStore();
        var result = await Optimization.RunAsync(
            spec,
            async (t, ct) =>
            {
                for (var step = 0; step < 10 && !t.ShouldStop; step++)
                {
                    await t.ReportAsync("loss", t.Int("n"), step, ct);
                }
            },
            new OptimizationOptions { Measurements = measurements },
            Token
        );
        Assert.Equal(
            [TrialState.Completed, TrialState.StoppedEarly, TrialState.StoppedEarly, TrialState.StoppedEarly],
            result.Trials.Select(trial => trial.State)
        );
        Assert.Equal(
            "stopped by bandit at report 1: loss 2 is above 1.5 (best 1)",
            result.Trials[1].End!.Reason
        );
        Assert.Single(await measurements.ReadAsync("study_1", "loss", 0, 100, Token));
        Assert.Equal(10, (await measurements.ReadAsync("study_0", "loss", 0, 100, Token)).Count);
        Assert.Equal(2, result.Trials[1].Value);
    }

    [Fact]
    public async Task A_study_that_was_interrupted_goes_on_where_it_was()
    {
        var options = new OptimizationOptions
        {
            Store = new InMemoryStudyStore(),
            Parallelism = 3,
            StudyName = "s",
        };
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Optimization.RunAsync(
                Parabola,
                async (t, ct) =>
                {
                    if (t.Number == 10)
                    {
                        await interrupt.CancelAsync();
                    }
                    await (t.Number is 11 or 12 ? Task.Delay(Timeout.Infinite, ct) : Task.CompletedTask);
                    ct.ThrowIfCancellationRequested();
                    return t.Double("x");
                },
                options,
                interrupt.Token
            )
        );
        var again = new List<int>();
        var continued = await Optimization.RunAsync(
            Parabola,
            t =>
            {
                lock (again)
                {
                    again.Add(t.Number);
                }
                return t.Double("x");
            },
            options,
            Token
        );
        Assert.Contains(10, again);
        Assert.DoesNotContain(9, again.Where(number => number < 8));
        Assert.Equal(40, continued.Trials.Count);
        Assert.All(continued.Trials, trial => Assert.Equal(TrialState.Completed, trial.State));
        Assert.Equal(2, continued.Trials[10].Attempt);
        var whole = await Optimization.RunAsync(Parabola, t => t.Double("x"), null, Token);
        Assert.Equal(
            whole.Trials.Select(trial => trial.Assignment),
            continued.Trials.Select(trial => trial.Assignment)
        );
    }

    [Fact]
    public async Task A_finished_study_is_extended_by_asking_for_more_trials()
    {
        var options = new OptimizationOptions { Store = new InMemoryStudyStore() };
        await Optimization.RunAsync(Parabola with { MaxTrials = 3 }, t => t.Double("x"), options, Token);
        var calls = 0;
        var more = await Optimization.RunAsync(Parabola with { MaxTrials = 5 }, t => ++calls, options, Token);
        Assert.Equal((5, 2, StudyState.Completed), (more.Trials.Count, calls, more.State));
        var same = await Optimization.RunAsync(Parabola with { MaxTrials = 5 }, t => ++calls, options, Token);
        Assert.Equal((5, 2), (same.Trials.Count, calls));
    }

    [Fact]
    public async Task Another_specification_under_the_same_name_is_refused()
    {
        var options = new OptimizationOptions { Store = new InMemoryStudyStore() };
        await Optimization.RunAsync(Parabola with { MaxTrials = 1 }, t => 0, options, Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Optimization.RunAsync(Parabola with { Seed = 8 }, t => 0, options, Token)
        );
    }

    [Fact]
    public async Task Cancelling_itself_makes_a_trial_canceled_not_failed()
    {
        var result = await Optimization.RunAsync(
            Parabola with
            {
                MaxTrials = 2,
            },
            t => t.Number == 0 ? throw new OperationCanceledException() : 1.0,
            null,
            Token
        );
        Assert.Equal(TrialState.Canceled, result.Trials[0].State);
    }

    [Fact]
    public async Task A_misspelt_parameter_is_named_with_a_suggestion()
    {
        var result = await Optimization.RunAsync(
            Parabola with
            {
                Space = SearchSpace.Build(s => s.Float("learning_rate", 0, 1)),
                MaxTrials = 1,
            },
            t => t.Double("learning_rat"),
            null,
            Token
        );
        Assert.Contains(
            "did you mean 'learning_rate'?",
            result.Trials[0].End!.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_wrong_specification_is_refused_with_every_problem()
    {
        var spec = Parabola with
        {
            Space = SearchSpace.Build(s => s.Float("1x", 2, 1).Int("n", 3, 2)),
            Objectives = [],
        };
        var refused = await Assert.ThrowsAsync<InvalidSpecException>(() =>
            Optimization.RunAsync(spec, t => 0, null, Token)
        );
        Assert.Equal(4, refused.Problems.Count);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (
            (seen = Volatile.Read(ref target)) < value
            && Interlocked.CompareExchange(ref target, value, seen) != seen
        ) { }
    }
}
