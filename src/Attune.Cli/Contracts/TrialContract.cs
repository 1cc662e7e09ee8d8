using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Contracts;

/// <summary>A trial as <c>--json</c> gives it.</summary>
internal sealed record TrialContract
{
    public required string Name { get; init; }
    public required int Number { get; init; }
    public required string State { get; init; }
    public string? Reason { get; init; }
    public string? Failure { get; init; }
    public int? ExitCode { get; init; }

    /// <summary>The primary objective; null where there is none.</summary>
    public double? Value { get; init; }
    public required JsonObject Parameters { get; init; }

    /// <summary>The latest value of each metric.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }
    public int Attempt { get; init; }
    public required string ProposedBecause { get; init; }

    /// <summary>Who asked for just these values; null when the sampler proposed them.</summary>
    public string? ProposedBy { get; init; }

    /// <summary>Whether a person took it out of sight.</summary>
    public bool Hidden { get; init; }

    /// <summary>What people wrote about it.</summary>
    public string? Note { get; init; }
    public required DateTimeOffset ProposedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public double? DurationSeconds { get; init; }

    /// <summary>Processor time of its latest attempt, in seconds; null where it was not measured, as the others.</summary>
    public double? ProcessorSeconds { get; init; }

    /// <summary>The most memory that its processes were seen to have at once.</summary>
    public long? PeakMemoryBytes { get; init; }
    public long? PeakGpuMemoryBytes { get; init; }

    /// <summary>How busy its GPUs were on average.</summary>
    public double? GpuUtilizationPercent { get; init; }
    public required string Folder { get; init; }
    public required string Log { get; init; }

    public static async Task<TrialContract> ReadAsync(
        JobWatch watch,
        TrialRow trial,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var metrics = await watch.MetricsAsync(trial, cancellationToken);
        var parameters = new JsonObject();
        for (var i = 0; i < trial.Parameters.Names.Count; i++)
        {
            parameters[trial.Parameters.Names[i]] = JsonSerializer.SerializeToNode(
                trial.Parameters.Values[i],
                StudyJson.Default.ParameterValue
            );
        }
        return new TrialContract
        {
            Name = trial.Name,
            Number = trial.Number,
            State = trial.State.ToString(),
            Reason = trial.Reason,
            Failure = trial.Failure?.ToString(),
            ExitCode = trial.ExitCode,
            Value = double.IsNaN(trial.Value) ? null : trial.Value,
            Parameters = parameters,
            Metrics = metrics.ToDictionary(
                point => point.Metric,
                point => point.Value,
                StringComparer.Ordinal
            ),
            Attempt = trial.Attempt,
            ProposedBecause = trial.ProposedBecause,
            ProposedBy = trial.ProposedBy,
            Hidden = trial.IsHidden,
            Note = trial.Note,
            ProposedAt = trial.ProposedAt,
            StartedAt = trial.StartedAt,
            EndedAt = trial.EndedAt,
            DurationSeconds = trial.Duration(now)?.TotalSeconds,
            ProcessorSeconds = trial.Usage?.ProcessorSeconds,
            PeakMemoryBytes = trial.Usage?.PeakMemory,
            PeakGpuMemoryBytes = trial.Usage?.PeakGpuMemory,
            GpuUtilizationPercent = trial.Usage?.GpuUtilization,
            Folder = trial.Folder,
            Log = trial.Log,
        };
    }
}
