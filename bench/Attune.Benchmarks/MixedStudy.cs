using System.Text.Json;
using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Benchmarks;

/// <summary>A study over ten parameters of every kind, filled with random trials.</summary>
internal sealed class MixedStudy
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    private static readonly SearchSpace Space = SearchSpace.Build(s =>
        s.LogFloat("lr", 1e-5, 1e-1)
            .LogFloat("decay", 1e-8, 1e-2)
            .Float("dropout", 0, 0.9)
            .Float("momentum", 0, 0.99)
            .LogInt("units", 8, 1024)
            .Int("layers", 1, 8)
            .Int("batch", 1, 64)
            .Choice("optimizer", "adam", "sgd", "rmsprop")
            .Choice("activation", "relu", "tanh", "gelu", "elu")
            .Flag("norm")
    );

    private readonly RandomStream _noise = new RandomStreams(2).For(-1, "noise");

    public MixedStudy(string sampler, int trials)
    {
        Study = new Study(
            new StudySpec
            {
                Space = Space,
                Objectives = [Objective.Minimize("loss")],
                Sampler = JsonSerializer.Deserialize(
                    $$"""{"type":"{{sampler}}"}""",
                    StudyJson.Default.SamplerSpec
                )!,
                Seed = 1,
            }
        );
        var draws = new RandomStreams(3).For(-1, "draws");
        var unit = new double[Space.Parameters.Count];
        for (var i = 0; i < trials; i++)
        {
            foreach (ref var u in unit.AsSpan())
            {
                u = draws.NextDouble();
            }
            Evaluate(new TrialProposed(i, Space.Decode(unit), Study.View.Revision, "filled") { At = At });
        }
    }

    public Study Study { get; }

    /// <summary>Asks for a trial and tells its value.</summary>
    public void Step() => Evaluate(Study.Ask(1, At).Trials[0]);

    private void Evaluate(TrialProposed trial)
    {
        Study.Apply(trial);
        Study.Apply(new TrialStarted(trial.Trial, 1) { At = At });
        Study.Report(trial.Trial, "loss", Loss(trial.Assignment));
        var end = Study.EndOf(trial.Trial, TrialState.Completed, "done");
        Study.Apply(new TrialEnded(trial.Trial, end) { At = At });
    }

    private double Loss(Assignment assignment)
    {
        var sum = 0.01 * _noise.NextNormal();
        foreach (var u in Space.Encode(assignment))
        {
            sum += (u - 0.3) * (u - 0.3);
        }
        return sum;
    }
}
