using System.Text.Json.Nodes;
using Attune.Importance;

namespace Attune.Studio.Charts;

/// <summary>Parameters by how much they matter: what each explains alone, and on top what it does together with others.</summary>
internal static class ImportanceChart
{
    /// <summary>The most bars; the rest matter less.</summary>
    public const int Most = 20;

    // Below this share of what is foretold, bars are of noise.
    private const double Trusted = 0.1;

    /// <summary>The chart of importances that there are.</summary>
    /// <param name="importances">They; not empty.</param>
    /// <param name="metric">What they are of.</param>
    public static Chart Of(Importances importances, string metric)
    {
        var shown = importances.Parameters.Items.Take(Most).ToList();
        List<string> notes = [];
        if (!(importances.Foretold >= Trusted))
        {
            notes.Add(
                $"Not to be trusted: the parameters do not foretell {metric} of trials that were set aside, so these bars may be chance."
            );
        }
        notes.Add(
            FormattableString.Invariant(
                $"From {importances.Trials:#,0} trials with a value; parameters foretell {Math.Max(0, importances.Foretold):0%} of the variance of trials that were set aside."
            )
        );
        if (importances.Parameters.Count > Most)
        {
            notes.Add(
                FormattableString.Invariant($"The first {Most} of {importances.Parameters.Count} parameters.")
            );
        }
        var option = new JsonObject
        {
            ["grid"] = new JsonObject
            {
                ["left"] = 8,
                ["right"] = 24,
                ["top"] = 32,
                ["bottom"] = 40,
                ["containLabel"] = true,
            },
            ["legend"] = new JsonObject { ["top"] = 0 },
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["xAxis"] = new JsonObject
            {
                ["type"] = "value",
                ["name"] = "share of the variance",
                ["nameLocation"] = "middle",
                ["min"] = 0,
                ["format"] = "percent",
            },
            ["yAxis"] = new JsonObject
            {
                ["type"] = "category",
                ["inverse"] = true,
                ["data"] = Chart.List(shown.Select(each => (JsonNode)each.Path)),
            },
            ["series"] = new JsonArray(
                Bars("alone", shown, each => each.Alone),
                Bars("together with others", shown, each => each.Together - each.Alone)
            ),
        };
        var words = shown
            .Take(3)
            .Select(each => FormattableString.Invariant($"{each.Path} {each.Together:0%}"));
        return new Chart(
            option,
            $"Importance of parameters for {metric}: {string.Join(", ", words)}.",
            notes
        );
    }

    /// <summary>What a parameter's bar says.</summary>
    public static string Text(ParameterImportance each) =>
        FormattableString.Invariant($"{each.Path}: {each.Alone:0.0%} alone, {each.Together:0.0%} with others")
        + (
            double.IsNaN(each.Direction) ? ""
            : Math.Abs(each.Direction) < 0.1 ? "; no direction"
            : FormattableString.Invariant(
                $"; larger values, {(each.Direction > 0 ? "larger" : "smaller")} results (rank correlation {each.Direction:+0.00;-0.00})"
            )
        );

    private static JsonObject Bars(
        string name,
        List<ParameterImportance> shown,
        Func<ParameterImportance, double> size
    ) =>
        new()
        {
            ["name"] = name,
            ["type"] = "bar",
            ["stack"] = "share",
            ["barMaxWidth"] = 22,
            ["data"] = Chart.List(
                shown.Select(each =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["value"] = Math.Round(size(each), 4),
                            ["name"] = Text(each),
                            ["pick"] = each.Path,
                        }
                )
            ),
        };
}
