using System.Collections.Concurrent;
using Attune.Workspace.Executors;

namespace Attune.Workspace.Sweeps;

/// <summary>Hands the executor's one stream of news to whoever waits for an execution's end.</summary>
internal sealed class ExecutionWatch(IExecutor executor)
{
    private readonly ConcurrentDictionary<ExecutionId, Action<ExecutionEnd>> _waiting = [];

    /// <summary>Calls <paramref name="over"/> once when the execution ends; register before it is started.</summary>
    public void Register(ExecutionId id, Action<ExecutionEnd> over) => _waiting[id] = over;

    /// <summary>Nobody waits any more: the end is known.</summary>
    public void Forget(ExecutionId id) => _waiting.TryRemove(id, out _);

    /// <summary>Reads the stream until canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var news in executor.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (news.State is ExecutionState.Ended ended && _waiting.TryRemove(news.Id, out var over))
            {
                over(ended.End);
            }
        }
    }
}
