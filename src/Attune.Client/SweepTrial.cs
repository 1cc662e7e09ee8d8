using System.Text.Json;
using Attune.Client.Protocols.History;
using Attune.Jobs;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Client;

/// <summary>A trial of a sweep, as it stood when it was read.</summary>
/// <param name="Name">Its name, <c>SWEEP_NUMBER</c>.</param>
/// <param name="Number">Its number, from 0.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Value">Its value of the primary metric, the best it reported; NaN while there is none.</param>
/// <param name="Values">The hyperparameters that it got.</param>
public sealed record SweepTrial(string Name, int Number, TrialState State, double Value, Assignment Values)
{
    /// <summary>Why it stands where it does; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>When its process started; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether it has come to an end, whichever.</summary>
    public bool HasEnded => State is not (TrialState.Waiting or TrialState.Running);

    internal static SweepTrial Of(HistoryRun run) =>
        new(
            run.RunId,
            run.RunNumber ?? 0,
            StateOf(run),
            double.TryParse(
                run.Properties?.GetValueOrDefault("score"),
                System.Globalization.CultureInfo.InvariantCulture,
                out var score
            )
                ? score
                : double.NaN,
            ValuesOf(run)
        )
        {
            Reason = run.Properties?.GetValueOrDefault("attune.reason"),
            StartedAt = run.StartTimeUtc,
            EndedAt = run.EndTimeUtc,
        };

    private static TrialState StateOf(HistoryRun run) =>
        Enum.TryParse<TrialState>(run.Properties?.GetValueOrDefault("attune.state"), out var state) ? state
        : Enum.TryParse(run.Status, out state) ? state
        : TrialState.Waiting;

    private static Assignment ValuesOf(HistoryRun run)
    {
        var values = (run.Parameters ?? []).Where(each => each.Value is not null).ToList();
        return new Assignment(
            [.. values.Select(each => each.Key)],
            [.. values.Select(each => each.Value.Deserialize<ParameterValue>(JobJson.Options))]
        );
    }
}
