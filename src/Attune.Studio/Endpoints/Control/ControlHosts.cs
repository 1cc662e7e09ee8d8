using Attune.Studio.Endpoints.MLflow;
using Attune.Workspace;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Endpoints.Control;

/// <summary>Who runs the jobs of the workspace that a call names.</summary>
internal sealed class ControlHosts(WorkspaceHost? host)
{
    /// <summary>The host itself.</summary>
    public WorkspaceHost Any =>
        host ?? throw new MLflowException(MLflowError.NotImplemented("This host runs no jobs."));

    /// <summary>The host of the workspace in the path.</summary>
    public WorkspaceHost Of(HttpContext context) => Of(ControlRoutes.Route(context, "workspace"));

    /// <summary>The host of a workspace.</summary>
    public WorkspaceHost Of(string workspace) =>
        workspace.Equals(Any.Workspace, StringComparison.OrdinalIgnoreCase)
            ? Any
            : throw ControlRoutes.Conflict(
                $"The host that is running serves the workspace '{Any.Workspace}', not '{workspace}'. Stop it first, or use another home."
            );
}
