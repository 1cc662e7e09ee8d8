using Attune.EarlyTermination;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Conformance.Stores;

/// <summary>Small studies and changes to keep.</summary>
public static class StudySamples
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One change of every kind, with values that a careless store bends.</summary>
    public static IReadOnlyList<StudyChange> EveryKind { get; } =
    [
        new TrialProposed(0, Space().At(0), 0, "drawn: \0 \"quoted\" 🧪") { At = Noon },
        Started(0),
        new TrialRequeued(0, "its machine vanished")
        {
            At = Noon.AddTicks(1),
            Usage = new TrialUsage { ProcessorSeconds = 0.25 },
        },
        Started(0, 2),
        new TrialStopAsked(0, TrialState.StoppedEarly, "0.61 is below 0.67") { At = Noon },
        new TrialEnded(
            0,
            new TrialEnd
            {
                State = TrialState.Failed,
                Reason = new string('x', 100_000),
                Failure = FailureKind.NotANumber,
                ExitCode = -1,
                Usage = new TrialUsage
                {
                    ProcessorSeconds = 1e-3,
                    PeakMemory = long.MaxValue,
                    PeakGpuMemory = 0,
                    GpuUtilization = 100,
                },
                Values =
                [
                    double.NaN,
                    double.PositiveInfinity,
                    double.NegativeInfinity,
                    1e308,
                    double.Epsilon,
                ],
            }
        )
        {
            At = DateTimeOffset.MaxValue,
        },
        Ended(StudyState.Failed),
        Resumed(),
    ];

    public static StudySpec Spec() =>
        new()
        {
            Space = Space(),
            Objectives = [new Objective("AUC", Goal.Maximize), new Objective("loss", Goal.Minimize)],
            Sampler = new GridSampling(),
            EarlyTermination = new BanditPolicy { SlackFactor = 0.1 },
            MaxTrials = 6,
            Seed = ulong.MaxValue,
        };

    public static StudyChange Started(int trial, int attempt = 1) =>
        new TrialStarted(trial, attempt) { At = Noon.AddSeconds(trial) };

    public static StudyChange Ended(StudyState state) => new StudyEnded(state, "for a test") { At = Noon };

    public static StudyChange Resumed() => new StudyResumed("for a test") { At = Noon };

    private static SearchSpace Space() =>
        SearchSpace.Build(s => s.Choice("lr", 0.01, 0.1, 1.0).Choice("trees", 10, 100));
}
