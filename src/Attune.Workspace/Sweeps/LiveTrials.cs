using System.Collections.Concurrent;
using Attune.Workspace.Metrics;

namespace Attune.Workspace.Sweeps;

/// <summary>The trials that have an execution under way: whose tokens count at the doors. Thread-safe.</summary>
internal sealed class LiveTrials : ITrialDirectory
{
    private readonly ConcurrentDictionary<string, TrialRun> _runs = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Nothing = [];

    public TrialRun? Find(string run) => _runs.GetValueOrDefault(run);

    public void Add(TrialRun run) => _runs[run.Run] = run;

    /// <summary>The attempt has ended: its token is refused from now on. It stays known, so that the refusal can say so.</summary>
    public void End(string run, int attempt)
    {
        if (_runs.TryGetValue(run, out var live) && live.Attempt == attempt)
        {
            _runs.TryUpdate(run, live with { IsLive = false, Parameters = Nothing }, live);
        }
    }
}
