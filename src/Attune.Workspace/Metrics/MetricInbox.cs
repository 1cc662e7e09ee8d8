using System.Diagnostics;
using Attune.Studies;
using Attune.Workspace.Telemetry;

namespace Attune.Workspace.Metrics;

/// <summary>Where every door delivers its points: they are stored first, then told to whoever listens.</summary>
/// <remarks>Safe for concurrent use. Points reach the listeners in the order in which they were posted, one batch at a time.</remarks>
public sealed class MetricInbox
{
    private readonly IMeasurementStore _store;
    private readonly Lock _gate = new();
    private readonly Lock _publishing = new();
    private readonly Queue<Delivery> _deliveries = [];
    private Action<IReadOnlyList<Measurement>>[] _listeners = [];
    private long _backlog;

    /// <summary>An inbox in front of a store.</summary>
    /// <param name="store">Keeps the points; starts each append in the order of the calls.</param>
    public MetricInbox(IMeasurementStore store) => _store = store;

    /// <summary>Points that were handed in and are not durable yet: what a door looks at before it lets more in.</summary>
    public long Backlog => Interlocked.Read(ref _backlog);

    /// <summary>Stores points; returns once they are durable and every listener was told of those that were new.</summary>
    /// <param name="points">Points of any runs; an equal one that is stored already counts for nothing.</param>
    /// <param name="cancellationToken">Gives up waiting; the points may be stored all the same.</param>
    /// <returns>How many points were new.</returns>
    public async Task<int> PostAsync(IReadOnlyList<Measurement> points, CancellationToken cancellationToken)
    {
        if (points.Count == 0)
        {
            return 0;
        }
        var stored = await PostAsync(
                points.Count,
                () => _store.AppendAsync(points, cancellationToken),
                added => added
            )
            .ConfigureAwait(false);
        return stored.Count;
    }

    /// <summary>The same for points that are stored together with other things, in one step.</summary>
    /// <param name="count">How many points are handed in.</param>
    /// <param name="store">Starts the write, in the order of the calls, and completes when it is durable. Must not wait for this inbox.</param>
    /// <param name="added">Takes the points that were new out of the write's result.</param>
    /// <returns>What the write returned.</returns>
    public async Task<T> PostAsync<T>(
        int count,
        Func<Task<T>> store,
        Func<T, IReadOnlyList<Measurement>> added
    )
    {
        var delivery = new Delivery();
        var began = Stopwatch.GetTimestamp();
        T result;
        Interlocked.Add(ref _backlog, count);
        try
        {
            Task<T> write;
            lock (_gate)
            {
                // Queued under the same lock as the write starts, so that listeners hear them in the store's order.
                write = store();
                _deliveries.Enqueue(delivery);
            }
            result = await write.ConfigureAwait(false);
            delivery.Points = added(result);
            WorkspaceMeter.Stored(delivery.Points.Count, began);
        }
        finally
        {
            Interlocked.Add(ref _backlog, -count);
            delivery.IsReady = true;
            Publish();
        }
        await delivery.Told.Task.ConfigureAwait(false);
        return result;
    }

    /// <summary>Calls <paramref name="listener"/> with every batch of new points from now on.</summary>
    /// <param name="listener">Must return at once and not throw: it writes into a queue of its own.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<IReadOnlyList<Measurement>> listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }
        return new Subscription(this, listener);
    }

    /// <summary>Tells the batches at the head of the queue that are ready; a later one waits for its elders.</summary>
    private void Publish()
    {
        lock (_publishing)
        {
            while (Next() is { } delivery)
            {
                try
                {
                    if (delivery.Points.Count > 0)
                    {
                        foreach (var listener in _listeners)
                        {
                            listener(delivery.Points);
                        }
                    }
                    delivery.Told.SetResult();
                }
                catch (Exception error)
                {
                    delivery.Told.SetException(error);
                }
            }
        }
    }

    private Delivery? Next()
    {
        lock (_gate)
        {
            return _deliveries.TryPeek(out var head) && head.IsReady ? _deliveries.Dequeue() : null;
        }
    }

    private sealed class Delivery
    {
        private volatile bool _isReady;

        public IReadOnlyList<Measurement> Points { get; set; } = [];

        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsReady
        {
            get => _isReady;
            set => _isReady = value;
        }
    }

    private sealed class Subscription(MetricInbox inbox, Action<IReadOnlyList<Measurement>> listener)
        : IDisposable
    {
        public void Dispose()
        {
            lock (inbox._gate)
            {
                inbox._listeners = [.. inbox._listeners.Where(other => other != listener)];
            }
        }
    }
}
