using System.Text;
using Attune.Cli.Homes;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Jobs;

/// <summary>Trials that went wrong, gathered by cause.</summary>
/// <param name="Cause">The reason, and the last line that they printed.</param>
/// <param name="LastLine">The last line of the first one's log; null when it is empty.</param>
/// <param name="Trials">The trials.</param>
internal sealed record FailureCauses(string Cause, string? LastLine, IReadOnlyList<TrialRow> Trials)
{
    // A log may be huge: only its end is read.
    private const int Tail = 8192;

    // Where each log is a call to another machine, some will do to tell the causes apart.
    private const int MostLogs = 50;

    /// <summary>The causes, the most frequent first.</summary>
    public static async Task<IReadOnlyList<FailureCauses>> ReadAsync(
        JobStore store,
        JobWatch watch,
        CancellationToken cancellationToken
    )
    {
        var read = new List<(TrialRow Trial, string? Last)>();
        foreach (
            var trial in watch.Trials.Where(trial =>
                trial.State is TrialState.Failed or TrialState.TimedOut or TrialState.Lost
            )
        )
        {
            read.Add(
                (
                    trial,
                    store.IsElsewhere && read.Count >= MostLogs
                        ? null
                        : await LastLineAsync(store.Files, watch, trial.Log, cancellationToken)
                )
            );
        }
        return
        [
            .. read.GroupBy(each => (each.Trial.State, each.Trial.Reason, Shape(each.Last)))
                .Select(group => new FailureCauses(
                    group.Key.Reason ?? group.Key.State.ToString(),
                    group.First().Last,
                    [.. group.Select(each => each.Trial)]
                ))
                .OrderByDescending(cause => cause.Trials.Count)
                .ThenBy(cause => cause.Trials[0].Number),
        ];
    }

    // The last line that is not blank; null when there is none.
    private static async Task<string?> LastLineAsync(
        IHomeFiles files,
        JobWatch watch,
        string log,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await files.OpenAsync(watch, log, -Tail, cancellationToken) is not { } file)
            {
                return null;
            }
            using var reader = new StreamReader(file, Encoding.UTF8);
            return (await reader.ReadToEndAsync(cancellationToken))
                .Split('\n')
                .LastOrDefault(line => !string.IsNullOrWhiteSpace(line))
                ?.Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Numbers differ from trial to trial where the cause is the same.
    private static string Shape(string? line) =>
        line is null
            ? ""
            : string.Concat(line.Select(c => char.IsDigit(c) ? '0' : c))
                .Replace("00", "0", StringComparison.Ordinal);
}
