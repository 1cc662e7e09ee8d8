using System.Text;
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

    /// <summary>The causes, the most frequent first.</summary>
    public static IReadOnlyList<FailureCauses> Of(JobWatch watch) =>
        [
            .. watch
                .Trials.Where(trial =>
                    trial.State is TrialState.Failed or TrialState.TimedOut or TrialState.Lost
                )
                .Select(trial => (Trial: trial, Last: LastLineOf(trial.Log)))
                .GroupBy(each => (each.Trial.State, each.Trial.Reason, Shape(each.Last)))
                .Select(group => new FailureCauses(
                    group.Key.Reason ?? group.Key.State.ToString(),
                    group.First().Last,
                    [.. group.Select(each => each.Trial)]
                ))
                .OrderByDescending(cause => cause.Trials.Count)
                .ThenBy(cause => cause.Trials[0].Number),
        ];

    /// <summary>The last line that is not blank; null when there is none.</summary>
    public static string? LastLineOf(string log)
    {
        try
        {
            using var file = new FileStream(
                log,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            file.Seek(-Math.Min(file.Length, Tail), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader
                .ReadToEnd()
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
