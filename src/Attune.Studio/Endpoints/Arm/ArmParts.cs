using Attune.Storage;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.Entrances;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using Attune.Workspace.Homes;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>What the calls of Azure's clients speak for. Thread-safe.</summary>
internal sealed class ArmParts(StudioParts parts, StudioOptions options, SignedLinks links)
{
    /// <summary>Runs the jobs of the workspace that is served.</summary>
    public WorkspaceHost Host =>
        parts.Workspace ?? throw new MLflowException(MLflowError.NotImplemented("This host runs no jobs."));

    public Home Home => Host.Home;

    public AttuneDatabase Database => parts.Database;

    public TimeProvider Time => parts.Time;

    public SignedLinks Links { get; } = links;

    public WorkspaceCatalog Workspaces => new(Database, Home, Time);

    public bool IsServed(string workspace) =>
        workspace.Equals(options.Workspace, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the pages and the tracking of a workspace are, without a slash at its end.</summary>
    /// <param name="root">The host as the client reaches it.</param>
    /// <param name="workspace">The workspace.</param>
    public string AddressOf(string root, string workspace)
    {
        var own = $"{AskedWorkspace.Path}/{workspace}";
        return
            parts.Workspace?.IsFirst(workspace) != false
            || root.EndsWith(own, StringComparison.OrdinalIgnoreCase)
            ? root
            : root + own;
    }

    public ModelRegistry Models(string workspace) => new(Database.Documents, Home.Root, workspace, Time);

    public JobCatalog Jobs(string workspace) => new(Database, Home, workspace);

    public ComputeCatalog Compute(string workspace) => Host.Compute.Of(workspace);

    public AssetShelf Assets(string workspace, string kind) => new(Database, workspace, kind, Time);
}
