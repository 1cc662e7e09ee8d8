using Attune.EarlyTermination;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Storage;
using Attune.Studies;

namespace Attune.Samples.Tests.Snippets;

/// <summary>The C# of the README and the guide to the library, compiled and run; <see cref="Documents"/> compares it with what is printed there.</summary>
public sealed class Tuning : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    private static StudySpec Valley { get; } =
        new()
        {
            Space = SearchSpace.Build(s => s.Float("x", -2, 2).Float("y", -2, 2)),
            Objectives = [Objective.Minimize("loss")],
            MaxTrials = 20,
            Seed = 7,
        };

    [Fact]
    public async Task The_readmes_program_finds_the_best_of_fifty()
    {
        var result = await Optimization.RunAsync(
            new StudySpec
            {
                Space = SearchSpace.Build(s => s.LogFloat("lr", 1e-4, 1).Int("trees", 10, 200)),
                Objectives = [Objective.Maximize("AUC")],
                MaxTrials = 50,
            },
            t => Train(t.Double("lr"), t.Int("trees"))
        );

        Assert.Equal(50, result.Trials.Count);
        Assert.Equal(result.Trials.Max(trial => trial.Value), result.Best!.Value);

        static double Train(double lr, int trees) => 1 - Math.Abs(Math.Log10(lr) + 1) / 10 - 1.0 / trees;
    }

    [Fact]
    public async Task A_study_finds_the_valley()
    {
        var spec = new StudySpec
        {
            Space = SearchSpace.Build(s => s.Float("x", -2, 2).Float("y", -2, 2)),
            Objectives = [Objective.Minimize("loss")],
            MaxTrials = 100,
            Seed = 7,
        };
        var result = await Optimization.RunAsync(spec, t => Loss(t.Double("x"), t.Double("y")));
        Console.WriteLine($"{result.Best?.Value} at {result.Best?.Assignment}; {result.Reason}");

        Assert.InRange(result.Best!.Value, 0, 0.5);
    }

    [Fact]
    public void A_space_has_branches_and_forbidden_combinations()
    {
        var space = SearchSpace.Build(s =>
            s.LogFloat("lr", 1e-4, 1) // bounds are the values themselves
                .Int("layers", 1, 4)
                .Float("dropout", 0, 0.5, step: 0.1)
                .Ordered("width", 32, 64, 128, 256)
                .Flag("augment")
                .Choice(
                    "optimizer",
                    "adam",
                    Branch.Of(sgd => sgd.Constant("name", "sgd").Float("momentum", 0, 0.99)) // only while it is chosen
                )
                .Forbid(("layers", 4), ("width", 256))
        );

        Assert.Empty(space.Validate(""));
        Assert.Contains(space.Parameters, parameter => parameter.Path == "optimizer[1].momentum");
    }

    [Fact]
    public async Task A_seeded_study_begins_with_its_points_and_ends_on_a_plateau()
    {
        var spec = Valley with { MaxTrials = 10_000 };
        var seeded = spec with
        {
            Sampler = new SobolSampling(),
            InitialPoints = [Assignment.Of(("x", 0.5), ("y", 0.5))],
            StopWhen = new StopRule { Plateau = 20, MinImprovement = 1e-3 },
        };

        var result = await Optimization.RunAsync(seeded, t => Loss(t.Double("x"), t.Double("y")));
        Assert.Equal("x=0.5, y=0.5", result.Trials[0].Assignment.ToString());
        Assert.InRange(result.Trials.Count, 21, 5000);
    }

    [Fact]
    public async Task Hopeless_trials_end_early()
    {
        var spec = Valley;
        var stopping = spec with { EarlyTermination = new MedianStoppingPolicy { DelayEvaluation = 3 } };
        var judged = await Optimization.RunAsync(
            stopping,
            async (t, token) =>
            {
                var point = (X: t.Double("x"), Y: t.Double("y"));
                for (var epoch = 0; epoch < 20 && !t.ShouldStop; epoch++)
                {
                    point = Descend(point);
                    await t.ReportAsync("loss", Loss(point.X, point.Y), epoch, token);
                }
            },
            new OptimizationOptions { Parallelism = 4 }
        );
        var early = judged.Trials.Count(trial => trial.State == TrialState.StoppedEarly);

        Assert.InRange(early, 1, 19);

        static (double X, double Y) Descend((double X, double Y) at) => (at.X * 0.99, at.Y * 0.99);
    }

    [Fact]
    public async Task A_study_in_a_file_is_there_again()
    {
        var spec = Valley;
        var file = Path.Combine(_folder.FullName, "tuning.db");
        Assert.Equal(20, await KeptAsync(spec));
        Assert.Equal(25, await KeptAsync(spec with { MaxTrials = 25 }));

        async Task<int> KeptAsync(StudySpec spec)
        {
            await using var studies = SqliteStudies.Open(file);
            var kept = new OptimizationOptions
            {
                StudyName = "valley",
                Store = studies.Studies,
                Measurements = studies.Measurements, // so that a policy still knows what was reported
                Parallelism = 2,
            };
            var whole = await Optimization.RunAsync(spec, t => Loss(t.Double("x"), t.Double("y")), kept);
            return whole.Trials.Count;
        }
    }

    [Fact]
    public void A_loop_of_ones_own_asks_and_tells()
    {
        var spec = Valley;
        var study = new Study(spec with { MaxTrials = 10 });
        DateTimeOffset Now() => TimeProvider.System.GetUtcNow();
        while (study.Ask(1, Now()).Trials is [var proposed])
        {
            study.Apply(proposed);
            study.Apply(new TrialStarted(proposed.Trial, Attempt: 1) { At = Now() });
            var (x, y) = (proposed.Assignment.Find("x")!.Value, proposed.Assignment.Find("y")!.Value);
            study.Report(proposed.Trial, "loss", Loss(x.AsDouble(), y.AsDouble()));
            var end = study.EndOf(proposed.Trial, TrialState.Completed, "evaluated");
            study.Apply(new TrialEnded(proposed.Trial, end) { At = Now() });
        }
        var best = study.View.Best;

        Assert.Equal(10, study.View.Trials.Count);
        Assert.NotNull(best);
    }

    private static double Loss(double x, double y) => Math.Pow(1 - x, 2) + 100 * Math.Pow(y - x * x, 2);
}
