using System.Text.Json.Nodes;

namespace Attune.Studio.Charts;

/// <summary>A chart, ready to be drawn: an option of ECharts without colours, which follow the reader's theme.</summary>
/// <param name="Option">The option; data and axes.</param>
/// <param name="Label">What it shows, for those who do not see it.</param>
/// <param name="Notes">What is left out, or drawn elsewhere than it lies.</param>
public sealed record Chart(JsonObject Option, string Label, IReadOnlyList<string> Notes)
{
    /// <summary>A number as a chart takes it: null where there is none.</summary>
    internal static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>An array of what there is.</summary>
    internal static JsonArray List(IEnumerable<JsonNode?> items) => [.. items];

    /// <summary>A numeric axis over a range, with a little air; without values, any.</summary>
    internal static JsonObject Axis(string name, RobustRange range, string? key = null)
    {
        var axis = new JsonObject
        {
            ["type"] = "value",
            ["key"] = key,
            ["name"] = name,
            ["nameLocation"] = "middle",
            ["scale"] = true,
        };
        if (!double.IsNaN(range.Low) && range.IsCut)
        {
            var air = range.High > range.Low ? 0.05 * (range.High - range.Low) : 1;
            (axis["min"], axis["max"]) = (Rounded(range.Low - air, air), Rounded(range.High + air, air));
        }
        return axis;
    }

    /// <summary>The room around a chart, in pixels.</summary>
    internal static JsonObject Room(int left = 72, int right = 20, int top = 36, int bottom = 48) =>
        new()
        {
            ["left"] = left,
            ["right"] = right,
            ["top"] = top,
            ["bottom"] = bottom,
        };

    /// <summary>Points that are not looked at: faint, behind the others.</summary>
    internal static JsonObject Rest(string name, IEnumerable<JsonNode?> points) =>
        new()
        {
            ["name"] = name,
            ["type"] = "scatter",
            ["tone"] = "rest",
            ["symbolSize"] = 5,
            ["silent"] = true,
            ["z"] = 1,
            ["data"] = List(points),
        };

    /// <summary>Places of trials without a value.</summary>
    internal static JsonObject Crosses(IEnumerable<JsonNode?> points) =>
        new()
        {
            ["name"] = "without a value",
            ["type"] = "scatter",
            ["symbol"] = "path://M0,0L8,8M8,0L0,8",
            ["symbolSize"] = 8,
            ["data"] = List(points),
        };

    // An edge with fifteen digits is no label.
    private static double Rounded(double value, double step)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return Math.Round(Math.Round(value / unit) * unit, 12);
    }
}
