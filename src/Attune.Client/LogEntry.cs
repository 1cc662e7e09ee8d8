using Attune.Client.Protocols.MLflow;

namespace Attune.Client;

/// <summary>One thing that a trial logged, waiting to be sent.</summary>
internal abstract record LogEntry
{
    private LogEntry() { }

    public sealed record Point(Metric Metric) : LogEntry;

    public sealed record Parameter(KeyValue Pair) : LogEntry;

    public sealed record Tag(KeyValue Pair) : LogEntry;

    /// <summary>Completes when all before it was sent.</summary>
    public sealed record Flush(TaskCompletionSource Done) : LogEntry;
}
