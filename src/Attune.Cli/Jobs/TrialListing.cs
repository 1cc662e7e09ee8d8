using System.Globalization;
using Attune.Cli.Screens;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Spectre.Console.Rendering;

namespace Attune.Cli.Jobs;

/// <summary>Trials as rows: number, state, objective, parameters, time, reason.</summary>
internal static class TrialListing
{
    // More than these make rows that nobody can read: they go into one column.
    private const int MostParameters = 6;

    public static IRenderable Draw(
        JobWatch watch,
        IReadOnlyList<TrialRow> trials,
        DateTimeOffset now,
        int width
    )
    {
        var listing = new Listing(width);
        var best = watch.Best?.Number;
        listing.Add(
            "#",
            trials.Select(trial => (Cell)(Number(trial.Number) + (trial.Number == best ? "*" : ""))),
            right: false
        );
        listing.Add(
            "state",
            trials.Select(trial => new Cell(Words.State(trial.State), StateStyles.Of(trial.State)))
        );
        if (watch.Objective is { } objective)
        {
            listing.Add(
                objective.Metric,
                trials.Select(trial => (Cell)Words.Value(trial.Value)),
                right: true
            );
        }
        AddParameters(listing, trials);
        listing.Add(
            "time",
            trials.Select(trial => (Cell)Words.Time(trial.Duration(now))),
            rank: 2,
            right: true
        );
        listing.Add(
            "processors",
            trials.Select(trial => (Cell)(UsageWords.Cores(trial) ?? "")),
            rank: 5,
            right: true
        );
        listing.Add(
            "memory",
            trials.Select(trial => (Cell)(UsageWords.Memory(trial) ?? "")),
            rank: 4,
            right: true
        );
        listing.Add("reason", trials.Select(trial => (Cell)Reason(trial)), rank: 3, stretches: true);
        return listing.Draw();
    }

    private static void AddParameters(Listing listing, IReadOnlyList<TrialRow> trials)
    {
        var names = trials
            .SelectMany(trial => trial.Parameters.Names)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (names.Count > MostParameters)
        {
            listing.Add(
                "parameters",
                trials.Select(trial => (Cell)Words.Parameters(trial.Parameters)),
                rank: 1,
                stretches: true
            );
            return;
        }
        foreach (var name in names)
        {
            var numbers = trials.All(trial => trial.Parameters.Find(name) is not { IsNumber: false });
            listing.Add(
                name,
                trials.Select(trial => (Cell)(trial.Parameters.Find(name) is { } value ? Value(value) : "-")),
                rank: 1,
                right: numbers
            );
        }
    }

    private static string Value(Spaces.ParameterValue value) =>
        value.Kind == Spaces.ValueKind.Float ? Words.Rounded(value).ToString() : value.ToString();

    /// <summary>A trial that ran to its end needs no words.</summary>
    private static string Reason(TrialRow trial) =>
        trial.State == TrialState.Completed ? "" : trial.Reason ?? "";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
