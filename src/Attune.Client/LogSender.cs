using System.Threading.Channels;
using Attune.Client.Protocols.MLflow;

namespace Attune.Client;

/// <summary>Sends what a trial logs, in order, in as few calls as keep up with it.</summary>
/// <remarks>
/// Parameters and tags go in a call of their own before the metrics of the same batch, so that a refused parameter takes no
/// metric with it. A refusal is kept for the next flush; later entries are sent all the same.
/// </remarks>
internal sealed class LogSender : IAsyncDisposable
{
    private const int MostMetrics = 1000;
    private const int MostTexts = 100;

    /// <summary>Entries that may wait before <see cref="WhenRoomAsync"/> makes its caller wait; about 20 MB.</summary>
    private const int Room = 100_000;

    // Of the kind that can be counted, which the one for a single reader cannot.
    private readonly Channel<LogEntry> _entries = Channel.CreateUnbounded<LogEntry>();

    private readonly CancellationTokenSource _stop = new();
    private readonly HostConnection _host;
    private readonly string _run;
    private readonly Task _loop;
    private TrialLoggingException? _refusal;

    public LogSender(HostConnection host, string run)
    {
        (_host, _run) = (host, run);
        _loop = Task.Run(LoopAsync);
    }

    public void Add(LogEntry entry)
    {
        ObjectDisposedException.ThrowIf(!_entries.Writer.TryWrite(entry), typeof(Trial));
    }

    /// <summary>Waits while so much is unsent that memory would suffer.</summary>
    public Task WhenRoomAsync(CancellationToken cancellationToken) =>
        _entries.Reader.Count < Room ? Task.CompletedTask : FlushAsync(cancellationToken);

    /// <summary>Waits until all that was added before is durable at the host.</summary>
    /// <exception cref="TrialLoggingException">Something was refused since the last flush.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(new LogEntry.Flush(done));
        await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _refusal, null) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Stops; what was not flushed is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        var metrics = new List<Metric>();
        var parameters = new List<KeyValue>();
        var tags = new List<KeyValue>();
        var flushes = new List<TaskCompletionSource>();
        try
        {
            while (await _entries.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                while (
                    metrics.Count < MostMetrics
                    && parameters.Count < MostTexts
                    && tags.Count < MostTexts
                    && _entries.Reader.TryRead(out var entry)
                )
                {
                    switch (entry)
                    {
                        case LogEntry.Point point:
                            metrics.Add(point.Metric);
                            break;
                        case LogEntry.Parameter parameter:
                            parameters.Add(parameter.Pair);
                            break;
                        case LogEntry.Tag tag:
                            tags.Add(tag.Pair);
                            break;
                        case LogEntry.Flush flush:
                            flushes.Add(flush.Done);
                            break;
                    }
                }
                await SendAsync(
                        new LogBatchRequest
                        {
                            RunId = _run,
                            Params = [.. parameters],
                            Tags = [.. tags],
                        }
                    )
                    .ConfigureAwait(false);
                await SendAsync(new LogBatchRequest { RunId = _run, Metrics = [.. metrics] })
                    .ConfigureAwait(false);
                flushes.ForEach(flush => flush.TrySetResult());
                metrics.Clear();
                parameters.Clear();
                tags.Clear();
                flushes.Clear();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // disposed
        }
        finally
        {
            flushes.ForEach(flush => flush.TrySetCanceled());
            while (_entries.Reader.TryRead(out var entry))
            {
                (entry as LogEntry.Flush)?.Done.TrySetCanceled();
            }
        }
    }

    private async Task SendAsync(LogBatchRequest batch)
    {
        if (
            batch.Metrics is null or { Count: 0 }
            && batch.Params is null or { Count: 0 }
            && batch.Tags is null or { Count: 0 }
        )
        {
            return;
        }
        try
        {
            await _host
                .PostAsync("runs/log-batch", batch, MLflowJson.Default.LogBatchRequest, _stop.Token)
                .ConfigureAwait(false);
        }
        catch (TrialLoggingException refusal)
        {
            Interlocked.CompareExchange(ref _refusal, refusal, null);
        }
    }
}
