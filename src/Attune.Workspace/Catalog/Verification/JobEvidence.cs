using Attune.Storage;
using Attune.Studies;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>All that the store says about one job, read once, in one piece where it may still change.</summary>
internal sealed class JobEvidence
{
    private readonly AttuneDatabase _database;

    private JobEvidence(
        AttuneDatabase database,
        JobRecord record,
        JobFolder folder,
        StudyRow? study,
        IReadOnlyList<StudyChange> changes
    )
    {
        (_database, Record, Folder, Study, Changes) = (database, record, folder, study, changes);
        Accounts = TrialAccount.Of(changes);
    }

    public JobRecord Record { get; }
    public JobFolder Folder { get; }
    public StudyRow? Study { get; }
    public IReadOnlyList<StudyChange> Changes { get; }

    /// <summary>What the changes say of each trial, by number; numbers that no change names are absent.</summary>
    public IReadOnlyDictionary<int, TrialAccount> Accounts { get; }

    public string Name => Record.Name;

    /// <summary>Whether the last word of the history is that the study is over.</summary>
    public bool IsOver => Changes.LastOrDefault(change => change is StudyEnded or StudyResumed) is StudyEnded;

    public string TrialName(int number) => FormattableString.Invariant($"{Name}_{number}");

    public static async Task<JobEvidence> ReadAsync(
        AttuneDatabase database,
        JobRecord record,
        JobFolder folder,
        CancellationToken cancellationToken
    )
    {
        var id = new StudyId(record.Name);
        // The row before the changes: a host that works meanwhile only ever adds changes.
        var row = await database.Studies.FindAsync(id, cancellationToken).ConfigureAwait(false);
        // A job that waits for its turn has no study yet.
        var changes = row is null
            ? []
            : await database.Studies.ReadAsync(id, 0, cancellationToken).ConfigureAwait(false);
        return new JobEvidence(database, record, folder, row, changes);
    }

    /// <summary>Whether an attempt was started. A host may work meanwhile, so what is missing is looked for once more.</summary>
    public async Task<bool> WasStartedAsync(int trial, int attempt, CancellationToken cancellationToken)
    {
        if (
            Accounts.TryGetValue(trial, out var account)
            && account.Started.Any(started => started.Attempt == attempt)
        )
        {
            return true;
        }
        var newer = await _database
            .Studies.ReadAsync(new StudyId(Name), Changes.Count, cancellationToken)
            .ConfigureAwait(false);
        return newer.Any(change =>
            change is TrialStarted started && started.Trial == trial && started.Attempt == attempt
        );
    }

    /// <summary>The points of a trial, in order of arrival.</summary>
    public async IAsyncEnumerable<Measurement> PointsAsync(
        int trial,
        string? metric,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        const int page = 10_000;
        var after = 0L;
        while (true)
        {
            var points = await _database
                .Measurements.ReadAsync(TrialName(trial), metric, after, page, cancellationToken)
                .ConfigureAwait(false);
            foreach (var point in points)
            {
                yield return point;
            }
            if (points.Count < page)
            {
                yield break;
            }
            after = points[^1].Sequence;
        }
    }
}

/// <summary>The store as a whole, with the machine that it describes.</summary>
/// <param name="Database">The store.</param>
/// <param name="Jobs">The jobs that were looked at, by name.</param>
/// <param name="IsWhole">Whether these are all jobs of the workspace.</param>
/// <param name="Identity">The text that marks the home's processes.</param>
/// <param name="Time">The clock.</param>
internal sealed record StoreEvidence(
    AttuneDatabase Database,
    IReadOnlyDictionary<string, JobEvidence> Jobs,
    bool IsWhole,
    string Identity,
    TimeProvider Time
);
