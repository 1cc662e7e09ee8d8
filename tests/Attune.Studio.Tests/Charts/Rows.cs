using Attune.Spaces;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Tests.Charts;

/// <summary>Trials for charts, without a store.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly StudySpec Spec = new()
    {
        Space = SearchSpace.Build(space =>
            space.LogFloat("lr", 1e-4, 1).Choice("kind", "plain", "gated", "wide")
        ),
        Objectives = [Objective.Maximize("AUC"), Objective.Minimize("loss")],
    };

    public static TrialRow Row(
        int number,
        double lr = 0.01,
        string kind = "plain",
        double value = 0.5,
        double loss = 1,
        double start = 0,
        double? end = 10,
        TrialState state = TrialState.Completed
    ) =>
        new()
        {
            Name = $"job_{number}",
            Number = number,
            State = state,
            Parameters = Assignment.Of(("lr", lr), ("kind", kind)),
            ProposedBecause = "",
            Attempt = 1,
            Value = value,
            Values = [value, loss],
            ProposedAt = Start,
            StartedAt = Start.AddSeconds(start),
            EndedAt = end is { } seconds ? Start.AddSeconds(seconds) : null,
            Folder = "",
            Log = "",
        };
}
