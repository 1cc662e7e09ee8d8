using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.Live;

/// <summary>Something that pages show, read by one loop for all who look, and by none when nobody does. Thread-safe.</summary>
/// <param name="read">Reads it. Called by one at a time.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of readings that fail.</param>
internal sealed partial class Board<T>(
    Func<CancellationToken, Task<T>> read,
    TimeProvider time,
    ILogger<Board<T>> logger
) : IAsyncDisposable
    where T : class
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile T? _current;
    private string? _text;
    private Action? _changed;
    private int _viewers;
    private CancellationTokenSource? _stop;
    private Task _loop = Task.CompletedTask;

    /// <summary>What was read last; null before the first reading.</summary>
    public T? Current => _current;

    /// <summary>Begins to look; dispose of the result to look away.</summary>
    /// <param name="changed">Called, on any thread, when something has changed.</param>
    public IDisposable Open(Action changed)
    {
        lock (_lock)
        {
            _changed += changed;
            if (++_viewers == 1)
            {
                _stop = new CancellationTokenSource();
                var token = _stop.Token;
                var before = _loop;
                _loop = Task.Run(() => RunAsync(before, token), default);
            }
        }
        return new View(() => Close(changed));
    }

    /// <summary>Reads now, as after something that a person did.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var next = await read(cancellationToken).ConfigureAwait(false);
            if (ReferenceEquals(next, _current))
            {
                return;
            }
            // Records hold lists, which are new each time; their texts tell whether they say something new.
            var text = JsonSerializer.Serialize(next);
            if (text == _text)
            {
                return;
            }
            (_current, _text) = (next, text);
        }
        finally
        {
            _reading.Release();
        }
        _changed?.Invoke();
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop is { } stop)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop?.Dispose();
        _reading.Dispose();
    }

    private void Close(Action changed)
    {
        lock (_lock)
        {
            _changed -= changed;
            if (--_viewers == 0)
            {
                _stop?.Cancel();
            }
        }
    }

    private async Task RunAsync(Task before, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (true)
        {
            var began = time.GetTimestamp();
            try
            {
                await RefreshAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // What was read last stays on the page; the next reading may go well.
                LogFault(logger, error, typeof(T).Name);
            }
            await Pace.PauseAsync(time, began, still: false, _viewers, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private sealed class View(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }

    [LoggerMessage(3103, LogLevel.Warning, "What pages show of {What} could not be read")]
    private static partial void LogFault(ILogger logger, Exception error, string what);
}
