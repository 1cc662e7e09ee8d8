using Attune.Storage;
using Attune.Storage.Documents;
using Attune.Workspace.Catalog;

namespace Attune.Workspace.Compute;

/// <summary>The compute of a workspace as it is written down, by name in any letter case. Thread-safe.</summary>
public sealed class ComputeCatalog
{
    /// <summary>The kind of the documents.</summary>
    public const string Kind = "compute";

    private readonly DocumentShelf<ComputeTarget> _shelf;

    /// <summary>The compute of a workspace.</summary>
    /// <param name="database">The home's database.</param>
    /// <param name="workspace">The workspace.</param>
    public ComputeCatalog(AttuneDatabase database, string workspace)
    {
        ArgumentNullException.ThrowIfNull(database);
        _shelf = new DocumentShelf<ComputeTarget>(database.Documents, workspace, Kind);
    }

    /// <summary>The compute of a workspace.</summary>
    /// <param name="documents">Where it is written down.</param>
    /// <param name="workspace">The workspace.</param>
    public ComputeCatalog(IDocumentStore documents, string workspace) =>
        _shelf = new DocumentShelf<ComputeTarget>(documents, workspace, Kind);

    /// <summary>All compute, by name.</summary>
    public Task<IReadOnlyList<ComputeTarget>> ListAsync(CancellationToken cancellationToken) =>
        _shelf.ListAsync(cancellationToken);

    /// <summary>The compute of this name, or null.</summary>
    public Task<ComputeTarget?> FindAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _shelf.FindAsync(name, cancellationToken);
    }

    internal Task<ComputeTarget?> ChangeAsync(
        string name,
        Func<ComputeTarget?, ComputeTarget?> change,
        CancellationToken cancellationToken
    ) => _shelf.ChangeAsync(name, change, cancellationToken);

    internal Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        _shelf.DeleteAsync(name, cancellationToken);
}
