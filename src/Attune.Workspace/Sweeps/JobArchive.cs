using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Sweeps;

/// <summary>Hides jobs from lists and deletes them for good.</summary>
internal sealed class JobArchive(Home home, string workspace, AttuneDatabase database)
{
    private readonly JobDocuments _jobs = new(database.Documents, workspace);

    /// <summary>Hides a job from lists, or shows it again.</summary>
    public Task<JobRecord> SetAsync(string name, bool archived, CancellationToken cancellationToken) =>
        _jobs.ChangeAsync(name, job => job with { Archived = archived }, cancellationToken);

    /// <summary>Deletes a job: its runs with their metrics, its files, its study, and last its name, so that a deletion that was cut off can be asked for again.</summary>
    public async Task<JobRecord> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var job = await _jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        var id = new StudyId(name);
        if (await database.Studies.FindAsync(id, cancellationToken).ConfigureAwait(false) is not null)
        {
            var changes = await database.Studies.ReadAsync(id, 0, cancellationToken).ConfigureAwait(false);
            foreach (var proposed in changes.OfType<TrialProposed>())
            {
                await database
                    .Runs.DeleteAsync(
                        FormattableString.Invariant($"{name}_{proposed.Trial}"),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }
        }
        var folder = new JobFolder(home, job).FullPath;
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        await database.Studies.DeleteAsync(id, cancellationToken).ConfigureAwait(false);
        await _jobs.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        return job;
    }
}
