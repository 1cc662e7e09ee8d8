using Attune.EarlyTermination;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Tests.Studies;

/// <summary>Short words for driving a study by hand.</summary>
internal static class Fold
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static StudySpec Spec(
        EarlyTerminationPolicy? policy = null,
        Goal goal = Goal.Maximize,
        SamplerSpec? sampler = null,
        SearchSpace? space = null
    ) =>
        new()
        {
            Space = space ?? SearchSpace.Build(s => s.Float("x", 0, 1)),
            Objectives = [new Objective("AUC", goal)],
            Sampler = sampler ?? new RandomSampling(),
            EarlyTermination = policy,
        };

    /// <summary>A study with so many trials running.</summary>
    public static Study Running(this StudySpec spec, int trials)
    {
        var study = new Study(spec);
        study.Propose(trials);
        for (var trial = 0; trial < trials; trial++)
        {
            study.Apply(new TrialStarted(trial, 1) { At = Start });
        }
        return study;
    }

    public static IReadOnlyList<TrialProposed> Propose(this Study study, int count)
    {
        var asked = study.Ask(count, Start);
        foreach (var trial in asked.Trials)
        {
            study.Apply(trial);
        }
        return asked.Trials;
    }

    /// <summary>Runs a trial from its start to its end with these values of AUC.</summary>
    public static TrialEnd Run(this Study study, int trial, params double[] values)
    {
        study.Apply(new TrialStarted(trial, 1) { At = Start });
        foreach (var value in values)
        {
            study.Report(trial, "AUC", value);
        }
        return study.End(trial);
    }

    public static TrialEnd End(this Study study, int trial, TrialState state = TrialState.Completed)
    {
        var end = study.EndOf(trial, state, "done");
        study.Apply(new TrialEnded(trial, end) { At = Start.AddSeconds(10) });
        return end;
    }
}
