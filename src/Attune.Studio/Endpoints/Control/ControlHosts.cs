using Attune.Studio.Endpoints.MLflow;
using Attune.Workspace;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Endpoints.Control;

/// <summary>Who runs the jobs of the workspace that a call names.</summary>
internal sealed class ControlHosts(WorkspaceHost? host)
{
    /// <summary>The host of the workspace that the application is of.</summary>
    public WorkspaceHost Any =>
        host ?? throw new MLflowException(MLflowError.NotImplemented("This host runs no jobs."));

    /// <summary>The host of the workspace in the path.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workspace.</exception>
    public WorkspaceHost Of(HttpContext context) =>
        ControlRoutes.Route(context, "workspace") is var name
        && name.Equals(Any.Workspace, StringComparison.OrdinalIgnoreCase)
            ? Any
            // A request that names another one is not handed to this application.
            : throw Missing(name);

    /// <summary>The host of a workspace.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workspace.</exception>
    public async Task<WorkspaceHost> OfAsync(string workspace, CancellationToken cancellationToken)
    {
        try
        {
            return await Any.OfAsync(workspace, cancellationToken).ConfigureAwait(false);
        }
        catch (KeyNotFoundException)
        {
            throw Missing(workspace);
        }
    }

    private static KeyNotFoundException Missing(string workspace) =>
        new($"There is no workspace '{workspace}'. Make it: attune workspace create {workspace}");
}
