namespace Attune.Studies;

/// <summary>Studies in this process's memory, by the same rules as a durable store. Thread-safe.</summary>
public sealed class InMemoryStudyStore : IStudyStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StudyId, Entry> _studies = [];
    private readonly TimeProvider _time;

    /// <summary>An empty store.</summary>
    /// <param name="time">The clock for the times of creation. Default the system's.</param>
    public InMemoryStudyStore(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public Task CreateAsync(StudyId id, StudySpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return _studies.TryAdd(id, new Entry(spec, _time.GetUtcNow()))
                ? Task.CompletedTask
                : throw new StudyConflictException($"There is a study '{id}' already.");
        }
    }

    /// <inheritdoc/>
    public Task<LeaseToken> LeaseAsync(StudyId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var entry = Find(id);
            entry.Lease = new LeaseToken(entry.Lease.Value + 1);
            return Task.FromResult(entry.Lease);
        }
    }

    /// <inheritdoc/>
    public Task AppendAsync(
        StudyId id,
        LeaseToken lease,
        long expectedRevision,
        IReadOnlyList<StudyChange> changes,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(changes);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var entry = Find(id);
            if (entry.Lease != lease)
            {
                throw new StudyConflictException($"Another host has taken the study '{id}'.");
            }
            if (entry.Changes.Count != expectedRevision)
            {
                throw new StudyConflictException(
                    $"The study '{id}' is at revision {entry.Changes.Count}, not {expectedRevision}."
                );
            }
            foreach (var change in changes)
            {
                entry.Changes.Add(change);
                entry.State = change switch
                {
                    StudyEnded ended => ended.State,
                    StudyResumed => StudyState.Active,
                    _ => entry.State,
                };
            }
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<StudyRow?> FindAsync(StudyId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_studies.TryGetValue(id, out var entry) ? entry.ToRow(id) : null);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StudyRow>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StudyRow>>([
                .. _studies.Select(pair => pair.Value.ToRow(pair.Key)).OrderBy(row => row.CreatedAt),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StudyChange>> ReadAsync(
        StudyId id,
        long afterRevision,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StudyChange>>([
                .. Find(id).Changes.Skip(checked((int)afterRevision)),
            ]);
        }
    }

    private Entry Find(StudyId id) =>
        _studies.TryGetValue(id, out var entry)
            ? entry
            : throw new KeyNotFoundException($"There is no study '{id}'.");

    private sealed class Entry(StudySpec spec, DateTimeOffset createdAt)
    {
        public List<StudyChange> Changes { get; } = [];
        public LeaseToken Lease { get; set; }
        public StudyState State { get; set; }

        public StudyRow ToRow(StudyId id) => new(id, spec, Changes.Count, State, createdAt);
    }
}
