using System.Text.Json;
using Attune.EarlyTermination;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Tests.Studies;

public sealed class StudyTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static StudySpec Spec(SamplerSpec? sampler = null) =>
        new()
        {
            Space = SearchSpace.Build(s => s.Choice("lr", 0.01, 0.1, 1.0).Choice("trees", 10, 100)),
            Objectives = [new Objective("AUC", Goal.Maximize)],
            Sampler = sampler ?? new GridSampling(),
        };

    [Fact]
    public void A_grid_is_walked_once_and_then_exhausted_with_its_reason()
    {
        var study = new Study(Spec());
        var asked = study.Ask(10, At);
        Assert.Equal(
            [
                "lr=0.01, trees=10",
                "lr=0.01, trees=100",
                "lr=0.1, trees=10",
                "lr=0.1, trees=100",
                "lr=1.0, trees=10",
                "lr=1.0, trees=100",
            ],
            asked.Trials.Select(trial => trial.Assignment.ToString())
        );
        Assert.Equal(
            "all 6 combinations have been tried",
            Assert.IsType<Proposal.Exhausted>(asked.Stopped).Reason
        );
        Assert.Empty(study.View.Trials);
    }

    [Fact]
    public void Random_and_sobol_try_every_combination_of_a_small_space_and_none_twice()
    {
        foreach (SamplerSpec sampler in new SamplerSpec[] { new RandomSampling(), new SobolSampling() })
        {
            var study = new Study(Spec(sampler));
            var asked = study.Ask(100, At);
            Assert.Equal(6, asked.Trials.Select(trial => trial.Assignment).Distinct().Count());
            Assert.Equal(6, asked.Trials.Count);
            Assert.IsType<Proposal.Exhausted>(asked.Stopped);
        }
    }

    [Fact]
    public void A_spec_survives_JSON()
    {
        var spec = new StudySpec
        {
            Space = SearchSpace.Build(s =>
                s.LogFloat("lr", 1e-5, 0.1)
                    .Choice(
                        "model",
                        Branch.Of(b => b.Float("c", 0, 1).Constant("kind", "svm")),
                        "none",
                        16,
                        0.5,
                        true
                    )
                    .Add(
                        "q",
                        new QUniform
                        {
                            MinValue = 1,
                            MaxValue = 10.5,
                            Q = 2,
                        }
                    )
                    .Ordered("size", "s", "m")
                    .Forbid(("model", "none"), ("size", "s"))
            ),
            Objectives = [new Objective("AUC", Goal.Maximize)],
            Sampler = new RandomSampling { Rule = RandomRule.Sobol, Seed = 3 },
            EarlyTermination = new BanditPolicy { SlackFactor = 0.2 },
            InitialPoints = [Assignment.Of(("lr", 0.01))],
            StopWhen = new StopRule { Value = double.PositiveInfinity },
        };
        var json = JsonSerializer.Serialize(spec, StudyJson.Default.StudySpec);
        Assert.Equal(spec, JsonSerializer.Deserialize(json, StudyJson.Default.StudySpec));
        Assert.Contains("\"logbase\":\"e\"", json, StringComparison.Ordinal);
        Assert.Contains(
            "{\"c\":{\"type\":\"float\",\"low\":0,\"high\":1,\"log\":false},\"kind\":\"svm\"}",
            json,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Changes_survive_JSON_with_NaN_and_infinities()
    {
        StudyChange[] changes =
        [
            new TrialProposed(0, Assignment.Of(("lr", 1.0), ("n", 3), ("x", "é"), ("b", false)), 7, "why")
            {
                At = At,
            },
            new TrialStarted(0, 1) { At = At },
            new TrialRequeued(0, "lost") { At = At },
            new TrialStopAsked(0, TrialState.StoppedEarly, "bandit") { At = At },
            new TrialEnded(
                0,
                new TrialEnd
                {
                    State = TrialState.Failed,
                    Failure = FailureKind.ExitCode,
                    ExitCode = 3,
                    Reason = "exit code 3",
                    Values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.1],
                }
            )
            {
                At = At,
            },
            new StudyEnded(StudyState.Canceled, "by hand") { At = At },
            new StudyResumed("again") { At = At },
        ];
        foreach (var change in changes)
        {
            var json = JsonSerializer.Serialize(change, StudyJson.Default.StudyChange);
            Assert.Equal(change, JsonSerializer.Deserialize(json, StudyJson.Default.StudyChange));
        }
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize(
                """{"kind":"started","trial":0,"attempt":1,"at":"2026-01-01T00:00:00+00:00","more":1}""",
                StudyJson.Default.StudyChange
            )
        );
    }
}
