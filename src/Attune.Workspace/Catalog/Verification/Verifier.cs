using Attune.Storage;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>Examines the store, the job folders and this machine's processes for what Attune promises about them (I1 to I7).</summary>
/// <remarks>Only reads; may run while a host works. Independent of the code that runs jobs, but for the record that each attempt writes.</remarks>
public sealed class Verifier(AttuneDatabase database, Home home, string workspace, TimeProvider time)
{
    /// <summary>Examines one job, or all of the workspace.</summary>
    /// <param name="only">The job; null for all.</param>
    /// <param name="cancellationToken">Stops the examination.</param>
    /// <returns>A verdict on each invariant, in order; null when there is no job of that name.</returns>
    public async Task<IReadOnlyList<InvariantVerdict>?> ExamineAsync(
        string? only,
        CancellationToken cancellationToken
    )
    {
        var catalog = new JobCatalog(database, home, workspace);
        var records = await catalog.ListAsync(cancellationToken).ConfigureAwait(false);
        if (only is not null)
        {
            records = [.. records.Where(job => job.Name == only)];
            if (records.Count == 0)
            {
                return null;
            }
        }
        Invariant[] invariants =
        [
            new NoLostTrial(),
            new NoDoubleRun(),
            new AcknowledgedIsDurable(),
            new NoOrphan(),
            new MonotoneStates(),
            new SameSeedSameStudy(),
            new HonestEnd(),
        ];
        var jobs = new Dictionary<string, JobEvidence>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            try
            {
                var evidence = await JobEvidence
                    .ReadAsync(database, record, new JobFolder(home, record), cancellationToken)
                    .ConfigureAwait(false);
                jobs.Add(record.Name, evidence);
                foreach (var invariant in invariants)
                {
                    await invariant.ExamineAsync(evidence, cancellationToken).ConfigureAwait(false);
                }
            }
            // A damaged store fails in any way, and that is just what is to be told.
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Array.ForEach(invariants, invariant => invariant.CannotRead(record.Name, error.Message));
            }
        }
        var store = new StoreEvidence(database, jobs, only is null, home.Identity, time);
        foreach (var invariant in invariants)
        {
            await invariant.ExamineAllAsync(store, cancellationToken).ConfigureAwait(false);
        }
        return [.. invariants.Select(invariant => invariant.Verdict())];
    }
}
