namespace Attune.Workspace.Metrics.Lines;

/// <summary>A metric as a line or record tells it, before it belongs to a run.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Value">The value; NaN and infinities are values too.</param>
/// <param name="Step">The step that was told; null: the count of that metric so far.</param>
/// <param name="Timestamp">Milliseconds since 1970 UTC that were told; null: when it was read.</param>
internal readonly record struct MetricPoint(
    string Metric,
    double Value,
    long? Step = null,
    long? Timestamp = null
);
