namespace Attune.Studio.Pages.Sweep;

/// <summary>Which columns a table of trials has beside number and state. Immutable; its text is part of addresses.</summary>
/// <param name="Keys">By key: <c>p.lr</c> for a parameter, <c>m.AUC</c> for a metric, or one of <see cref="Others"/>; null for the usual ones.</param>
public sealed record TableColumns(ValueList<string>? Keys)
{
    private const int Most = 60;

    /// <summary>The usual ones: objectives, parameters, a few metrics, duration and reason.</summary>
    public static TableColumns Usual { get; } = new((ValueList<string>?)null);

    /// <summary>Columns that every job has, with their heads; the usual ones first.</summary>
    public static IReadOnlyList<(string Key, string Name)> Others { get; } =
    [
        ("duration", "Duration"),
        ("reason", "Reason"),
        ("attempt", "Attempt"),
        ("started", "Started"),
        ("ended", "Ended"),
        ("because", "Proposed because"),
        ("processor", "Processor time"),
        ("cores", "Processors used"),
        ("memory", "Peak memory"),
        ("gpu-memory", "Peak GPU memory"),
        ("gpu", "GPU busy"),
    ];

    /// <summary>Those of them that are usual.</summary>
    public static bool IsUsual(string other) => other is "duration" or "reason";

    /// <summary>What an address says; nothing means the usual ones.</summary>
    public static TableColumns Of(string? text) =>
        string.IsNullOrEmpty(text)
            ? Usual
            : new TableColumns(
                ValueList.From(
                    text.Split('~').Where(key => key.Length > 0).Distinct(StringComparer.Ordinal).Take(Most)
                )
            );

    /// <summary>The text for an address; null for the usual ones.</summary>
    public string? ToText() => Keys is { } keys ? string.Join('~', keys.Items.Append("")) : null;

    /// <summary>Whether a column is shown.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="usual">Whether it is one of the usual ones.</param>
    public bool Shows(string key, bool usual = true) => Keys is { } keys ? keys.Items.Contains(key) : usual;

    /// <summary>The metrics that are asked for by name; null for the usual ones.</summary>
    public IEnumerable<string>? Metrics() =>
        Keys?.Items.Where(key => key.StartsWith("m.", StringComparison.Ordinal)).Select(key => key[2..]);
}
