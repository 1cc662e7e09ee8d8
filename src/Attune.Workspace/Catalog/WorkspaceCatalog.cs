using Attune.Storage;
using Attune.Storage.Documents;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Catalog;

/// <summary>The workspaces of a home. One, <c>default</c>, is always there. Thread-safe.</summary>
public sealed class WorkspaceCatalog
{
    /// <summary>The workspace that is always there.</summary>
    public const string Default = "default";

    private readonly IDocumentStore _documents;
    private readonly Home _home;
    private readonly TimeProvider _time;

    /// <summary>Workspaces lie beside each other, under a name that none of them can have.</summary>
    public const string Place = "*";

    /// <summary>The kind of their documents.</summary>
    public const string Kind = "workspace";

    private readonly DocumentShelf<WorkspaceRecord> _shelf;

    /// <summary>The workspaces of a home.</summary>
    /// <param name="database">The home's database; to change something it must be open for writing.</param>
    /// <param name="home">The home.</param>
    /// <param name="time">The clock.</param>
    public WorkspaceCatalog(AttuneDatabase database, Home home, TimeProvider time)
        : this((database ?? throw new ArgumentNullException(nameof(database))).Documents, home, time) { }

    /// <summary>The workspaces of a home.</summary>
    /// <param name="documents">Where they are written down.</param>
    /// <param name="home">The home.</param>
    /// <param name="time">The clock.</param>
    public WorkspaceCatalog(IDocumentStore documents, Home home, TimeProvider time)
    {
        (_documents, _home, _time) = (documents, home, time);
        _shelf = new DocumentShelf<WorkspaceRecord>(documents, Place, Kind);
    }

    /// <summary>Every workspace, by name: those written down, and those that have a folder because a host once served them.</summary>
    public async Task<IReadOnlyList<WorkspaceRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var all = (await _shelf.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(
            workspace => workspace.Name,
            StringComparer.OrdinalIgnoreCase
        );
        var folders = new DirectoryInfo(Path.Combine(_home.Root, "workspaces"));
        foreach (
            var name in (folders.Exists ? folders.EnumerateDirectories().Select(folder => folder.Name) : [])
                .Append(Default)
                .Where(name => WorkspaceRecord.CheckName(name) is null)
        )
        {
            all.TryAdd(name, Unwritten(name));
        }
        return [.. all.Values.OrderBy(workspace => workspace.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The workspace of this name in any letter case, or null.</summary>
    public async Task<WorkspaceRecord?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (WorkspaceRecord.CheckName(name) is not null)
        {
            return null;
        }
        return await _shelf.FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(workspace =>
                workspace.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            );
    }

    /// <summary>Makes a workspace, or changes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">The new record from the one that is there, or from an empty one.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    /// <returns>The workspace, and whether it is new.</returns>
    /// <exception cref="InvalidSpecException">The name cannot be one.</exception>
    public async Task<(WorkspaceRecord Workspace, bool IsNew)> SaveAsync(
        string name,
        Func<WorkspaceRecord, WorkspaceRecord> change,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        if (WorkspaceRecord.CheckName(name) is { } problem)
        {
            throw new InvalidSpecException([problem]);
        }
        var known = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        var saved = await _shelf
            .ChangeAsync(
                name,
                there =>
                {
                    var before = there ?? known ?? new WorkspaceRecord { Name = name };
                    return change(before) with
                    {
                        Name = before.Name,
                        Id = before.Id.Length > 0 ? before.Id : Guid.NewGuid().ToString(),
                        CreatedAt = before.CreatedAt ?? now,
                        ModifiedAt = now,
                    };
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        Directory.CreateDirectory(_home.Jobs(saved!.Name));
        return (saved, known is null);
    }

    /// <summary>Deletes a workspace that holds no jobs and whose instances are stopped, with its compute, assets and files.</summary>
    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="JobStateException">It holds jobs, an instance of it runs, or it is the default one.</exception>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } workspace)
        {
            return false;
        }
        if (workspace.Name == Default)
        {
            throw new JobStateException("The workspace 'default' is always there.");
        }
        var jobs = await new JobDocuments(_documents, workspace.Name)
            .ListAsync(cancellationToken)
            .ConfigureAwait(false);
        if (jobs.Count > 0)
        {
            throw new JobStateException(
                FormattableString.Invariant(
                    $"The workspace '{workspace.Name}' holds {jobs.Count} jobs; delete them first: attune job delete -w {workspace.Name} …"
                )
            );
        }
        var compute = await new Compute.ComputeCatalog(_documents, workspace.Name)
            .ListAsync(cancellationToken)
            .ConfigureAwait(false);
        if (compute.OfType<Compute.ComputeInstance>().FirstOrDefault(each => each.MayRun) is { } instance)
        {
            throw new JobStateException(
                $"The compute instance '{instance.Name}' of '{workspace.Name}' runs; stop it first: attune compute stop -w {workspace.Name} {instance.Name}"
            );
        }
        foreach (var kind in Kinds)
        {
            await DeleteAllAsync(workspace.Name, kind, cancellationToken).ConfigureAwait(false);
        }
        await _shelf.DeleteAsync(workspace.Name, cancellationToken).ConfigureAwait(false);
        var folder = Path.Combine(_home.Root, "workspaces", workspace.Name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        return true;
    }

    private static readonly string[] Kinds = [Compute.ComputeCatalog.Kind, .. Assets.AssetKinds.All];

    private async Task DeleteAllAsync(string workspace, string kind, CancellationToken cancellationToken)
    {
        while (true)
        {
            var some = await _documents
                .ListAsync(workspace, kind, null, 100, cancellationToken)
                .ConfigureAwait(false);
            foreach (var document in some)
            {
                await _documents
                    .DeleteAsync(workspace, kind, document.Name, null, cancellationToken)
                    .ConfigureAwait(false);
            }
            if (some.Count == 0)
            {
                return;
            }
        }
    }

    private static WorkspaceRecord Unwritten(string name) => new() { Name = name };
}
