using Attune.Studio.Live;

namespace Attune.Studio.Pages.JobList;

/// <summary>Which jobs a list shows, as its address says it.</summary>
/// <param name="Text">Must be part of the name, the display name, a tag, the description or the note; null for all.</param>
/// <param name="State">A state's word; null for all.</param>
/// <param name="Experiment">An experiment; null for all.</param>
/// <param name="Archived">Whether hidden jobs are shown too.</param>
internal sealed record JobFilter(string? Text, string? State, string? Experiment, bool Archived)
{
    /// <summary>Whether a job is shown.</summary>
    public bool Shows(JobLine line) =>
        (Archived || !line.Job.Archived)
        && (string.IsNullOrEmpty(State) || Words.Of(line.State) == State)
        && (string.IsNullOrEmpty(Experiment) || line.Experiment == Experiment)
        && (string.IsNullOrWhiteSpace(Text) || Texts(line).Any(text => Has(text, Text.Trim())));

    /// <summary>The lines in an order that a column's head asks for.</summary>
    /// <param name="lines">The lines, the newest first.</param>
    /// <param name="key">The column; null to leave them as they are.</param>
    /// <param name="descending">The largest first.</param>
    /// <param name="now">The present, for durations.</param>
    public static IEnumerable<JobLine> Sort(
        IEnumerable<JobLine> lines,
        string? key,
        bool descending,
        DateTimeOffset now
    ) =>
        key switch
        {
            "name" => By(lines, line => line.Title, StringComparer.OrdinalIgnoreCase, descending),
            "experiment" => By(lines, line => line.Experiment, StringComparer.OrdinalIgnoreCase, descending),
            "state" => By(lines, line => Words.Of(line.State), StringComparer.Ordinal, descending),
            "created" => By(lines, line => line.Job.CreatedAt, Comparer<DateTimeOffset>.Default, descending),
            "duration" => By(
                lines,
                line => line.Duration(now) ?? TimeSpan.MinValue,
                Comparer<TimeSpan>.Default,
                descending
            ),
            _ => lines,
        };

    private static IEnumerable<JobLine> By<T>(
        IEnumerable<JobLine> lines,
        Func<JobLine, T> key,
        IComparer<T> comparer,
        bool descending
    ) => descending ? lines.OrderByDescending(key, comparer) : lines.OrderBy(key, comparer);

    private static IEnumerable<string> Texts(JobLine line) =>
        [
            line.Job.Name,
            line.Title,
            line.Experiment,
            line.Job.Job.Description ?? "",
            line.Job.Note ?? "",
            .. line.Job.Job.Tags.Select(tag => $"{tag.Key}={tag.Value}"),
        ];

    private static bool Has(string text, string part) =>
        text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
