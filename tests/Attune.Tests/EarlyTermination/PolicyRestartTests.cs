using Attune.EarlyTermination;
using Attune.Numerics;
using Attune.Studies;
using Attune.Tests.Studies;

namespace Attune.Tests.EarlyTermination;

public sealed class PolicyRestartTests
{
    public static TheoryData<EarlyTerminationPolicy> Policies =>
        [
            new BanditPolicy { SlackAmount = 0.3 },
            new MedianStoppingPolicy { DelayEvaluation = 2 },
            new TruncationSelectionPolicy { TruncationPercentage = 20, EvaluationInterval = 2 },
            new AshaPolicy { ReductionFactor = 2, Brackets = 2 },
        ];

    /// <summary>Twelve trials report in a random order; a host that folds and recalls before each report judges as one that never stopped.</summary>
    [Theory]
    [MemberData(nameof(Policies), DisableDiscoveryEnumeration = true)]
    public void A_restart_changes_no_verdict(EarlyTerminationPolicy policy)
    {
        var spec = Fold.Spec(policy);
        var study = spec.Running(12);
        var stream = new RandomStreams(5).For(0, "reports");
        var reports = new List<(int Trial, double Value)>();
        var verdicts = 0;
        for (var i = 0; i < 150; i++)
        {
            var (trial, value) = (
                stream.NextInt(12),
                stream.NextInt(20) == 0 ? double.NaN : stream.NextDouble()
            );
            var again = new Study(spec);
            foreach (var change in study.View.ChangesSince(0))
            {
                again.Apply(change);
            }
            foreach (var report in reports)
            {
                again.Recall(report.Trial, "AUC", report.Value);
            }
            var judged = study.Report(trial, "AUC", value);
            Assert.Equal(judged, again.Report(trial, "AUC", value));
            reports.Add((trial, value));
            foreach (var verdict in judged)
            {
                verdicts++;
                study.Apply(
                    new TrialStopAsked(verdict.Trial, TrialState.StoppedEarly, verdict.Reason)
                    {
                        At = Fold.Start,
                    }
                );
                study.End(verdict.Trial, TrialState.StoppedEarly);
            }
        }
        Assert.InRange(verdicts, 1, 12);
    }
}
