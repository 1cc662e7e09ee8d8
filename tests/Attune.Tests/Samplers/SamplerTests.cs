using System.Text.Json;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using Attune.Tests.Studies;

namespace Attune.Tests.Samplers;

public sealed class SamplerTests
{
    [Fact]
    public void The_base_of_the_logarithm_takes_the_place_of_e()
    {
        var space = new SearchSpace([
            new("lr", new LogUniform { MinValue = -3, MaxValue = 2 }),
            new(
                "n",
                new QLogUniform
                {
                    MinValue = 0,
                    MaxValue = 3,
                    Q = 10,
                }
            ),
        ]);
        var study = new Study(Fold.Spec(sampler: new RandomSampling { LogBase = 10 }, space: space));
        var trials = study.Propose(2000);
        var exponents = trials.Select(trial => Math.Log10(trial.Assignment.Values[0].AsDouble())).ToList();
        Assert.InRange(exponents.Min(), -3, -2.98);
        Assert.InRange(exponents.Max(), 1.98, 2);
        Assert.InRange(exponents.Average(), -0.6, -0.4);
        Assert.All(trials, trial => Assert.Equal(0, trial.Assignment.Values[1].AsInteger() % 10));
        Assert.Contains(trials, trial => trial.Assignment.Values[1].AsInteger() > 900);
    }

    [Theory]
    [InlineData("""{"type":"random","logbase":"e"}""", Math.E)]
    [InlineData("""{"type":"random","logbase":10}""", 10)]
    [InlineData("""{"type":"random"}""", Math.E)]
    public void The_base_is_a_number_or_the_letter_e(string json, double expected) =>
        Assert.Equal(
            expected,
            ((RandomSampling)JsonSerializer.Deserialize(json, StudyJson.Default.SamplerSpec)!).LogBase
        );

    [Fact]
    public void A_base_that_makes_values_too_large_is_a_problem()
    {
        var space = new SearchSpace([new("lr", new LogUniform { MinValue = 0, MaxValue = 400 })]);
        Assert.Empty(new RandomSampling().Validate(space, "p"));
        Assert.Single(new RandomSampling { LogBase = 10 }.Validate(space, "p"));
        Assert.Single(new RandomSampling { LogBase = -1 }.Validate(space, "p"));
    }

    [Fact]
    public void A_grid_refuses_what_has_no_list_of_values()
    {
        var space = SearchSpace.Build(s =>
            s.Float("x", 0, 1).Int("n", 1, 3).Add("m", new Normal { Mu = 0, Sigma = 1 })
        );
        var problems = new GridSampling().Validate(space, "sampling_algorithm").ToList();
        Assert.Equal(2, problems.Count);
        Assert.Contains("'x'", problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("'m'", problems[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bayesian_is_the_best_engine_for_every_distribution()
    {
        var space = SearchSpace.Build(s =>
            s.Add("m", new Normal { Mu = 0, Sigma = 1 }).LogFloat("lr", 1e-5, 1).Choice("c", "a", "b")
        );
        var bayesian = new Study(Fold.Spec(sampler: new BayesianSampling(), space: space)).Propose(4);
        var auto = new Study(Fold.Spec(sampler: new AutoSampling(), space: space)).Propose(4);
        Assert.Empty(new BayesianSampling().Validate(space, "sampling_algorithm"));
        Assert.Equal(auto, bayesian);
    }

    [Fact]
    public void The_samplers_own_seed_wins_over_the_studys()
    {
        var one = new Study(Fold.Spec(sampler: new RandomSampling { Seed = 5 }) with { Seed = 1 }).Propose(3);
        var two = new Study(Fold.Spec(sampler: new RandomSampling { Seed = 5 }) with { Seed = 2 }).Propose(3);
        var three = new Study(Fold.Spec(sampler: new RandomSampling()) with { Seed = 2 }).Propose(3);
        Assert.Equal(one, two);
        Assert.NotEqual(two, three);
    }

    [Fact]
    public void Sobol_fills_a_space_more_evenly_than_chance()
    {
        var space = SearchSpace.Build(s => s.Float("x", 0, 1).Choice("c", "a", "b", "c", "d"));
        var trials = new Study(Fold.Spec(sampler: new SobolSampling(), space: space)).Propose(64);
        Assert.All(
            trials.GroupBy(trial =>
                ((int)(trial.Assignment.Values[0].AsDouble() * 4), trial.Assignment.Values[1].ToString())
            ),
            cell => Assert.Equal(4, cell.Count())
        );
    }

    [Fact]
    public void Sobol_refuses_more_dimensions_than_it_has()
    {
        SearchSpace Of(int parameters) =>
            SearchSpace.Build(s =>
            {
                for (var i = 0; i < parameters; i++)
                {
                    s.Float($"x{i}", 0, 1);
                }
                s.Constant("c", 1);
            });
        Assert.Empty(new SobolSampling().Validate(Of(1111), "p"));
        Assert.Single(new SobolSampling().Validate(Of(1112), "p"));
    }
}
