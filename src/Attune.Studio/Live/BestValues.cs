using Attune.Workspace.Catalog;

namespace Attune.Studio.Live;

/// <summary>How far jobs came, for those that somebody sees: of a job that is over read once, of others followed. Thread-safe.</summary>
internal sealed class BestValues(JobCatalog catalog)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTimeOffset? End, BestValue Value)> _known = new(
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, JobWatch> _followed = new(StringComparer.Ordinal);
    private Dictionary<string, JobRecord> _wanted = new(StringComparer.Ordinal);

    /// <summary>What is known of a job; null when nothing is.</summary>
    public BestValue? Find(JobRecord job)
    {
        lock (_lock)
        {
            return _known.TryGetValue(job.Name, out var known) ? known.Value : null;
        }
    }

    /// <summary>The jobs that are shown.</summary>
    public void Want(IEnumerable<JobRecord> jobs)
    {
        lock (_lock)
        {
            foreach (var job in jobs)
            {
                _wanted[job.Name] = job;
            }
        }
    }

    /// <summary>Reads what was asked for since the last time; says whether anything is new.</summary>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, JobRecord> wanted;
        lock (_lock)
        {
            wanted = _wanted;
            _wanted = wanted
                .Where(pair => !pair.Value.IsOver)
                .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        }
        var isNew = false;
        foreach (var job in wanted.Values)
        {
            lock (_lock)
            {
                if (job.IsOver && _known.TryGetValue(job.Name, out var known) && known.End == job.EndedAt)
                {
                    continue;
                }
            }
            isNew |= await ReadAsync(job, cancellationToken).ConfigureAwait(false);
        }
        return isNew;
    }

    private async Task<bool> ReadAsync(JobRecord job, CancellationToken cancellationToken)
    {
        if (!_followed.TryGetValue(job.Name, out var watch))
        {
            watch = _followed[job.Name] = catalog.Follow(job);
        }
        try
        {
            await watch.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or KeyNotFoundException)
        {
            // Its own page says what is wrong with it; the list goes on without the value.
            _followed.Remove(job.Name);
            return false;
        }
        if (watch.Job.IsOver)
        {
            _followed.Remove(job.Name);
            lock (_lock)
            {
                _wanted.Remove(job.Name);
            }
        }
        var value = new BestValue(
            watch.Objective,
            watch.BestSoFar?.Value ?? double.NaN,
            watch.Trials.Count,
            watch.Ended,
            watch.Total
        );
        lock (_lock)
        {
            var isNew = !_known.TryGetValue(job.Name, out var known) || known.Value != value;
            _known[job.Name] = (watch.Job.EndedAt, value);
            return isNew;
        }
    }
}
