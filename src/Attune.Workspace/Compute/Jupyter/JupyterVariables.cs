using Attune.Workspace.Homes;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>The variables of an instance's programs: they are signed in at the host as the instance's owner.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>ATTUNE_URL, ATTUNE_TOKEN</term><description>the host, and the token that acts for the owner while the instance runs</description></item>
/// <item><term>ATTUNE_HOME, ATTUNE_WORKSPACE, ATTUNE_INSTANCE</term><description>where this is</description></item>
/// <item><term>MLFLOW_TRACKING_URI, MLFLOW_REGISTRY_URI, MLFLOW_TRACKING_TOKEN</term><description>the same for MLflow's client, which is told to bear with a host that is away</description></item>
/// <item><term>JUPYTER_*, IPYTHONDIR</term><description>folders of the instance's own; kernels that the account has installed are found too</description></item>
/// </list>
/// </remarks>
internal static class JupyterVariables
{
    public static Dictionary<string, string> Of(
        Home home,
        string workspace,
        string name,
        JupyterSession session,
        Uri host,
        JupyterOptions options
    )
    {
        var folder = new JupyterFolder(home, workspace, name);
        var address = host.GetLeftPart(UriPartial.Authority);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ATTUNE_URL"] = address,
            ["ATTUNE_TOKEN"] = session.OwnerToken,
            ["ATTUNE_HOME"] = home.Root,
            ["ATTUNE_WORKSPACE"] = workspace,
            ["ATTUNE_INSTANCE"] = name,
            ["MLFLOW_TRACKING_URI"] = address,
            ["MLFLOW_REGISTRY_URI"] = address,
            ["MLFLOW_TRACKING_TOKEN"] = session.OwnerToken,
            ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "12",
            ["MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"] = "1",
            ["MLFLOW_DISABLE_TELEMETRY"] = "true",
            ["DO_NOT_TRACK"] = "true",
            ["PYTHONPATH"] = KernelSpecs.PathOf([KernelSpecs.Client(options.Material)]),
            ["PATH"] = $"{folder.Programs}:{Environment.GetEnvironmentVariable("PATH")}",
            ["SHELL"] = "/bin/bash",
            ["JUPYTER_CONFIG_DIR"] = folder.Config,
            ["JUPYTER_DATA_DIR"] = folder.Data,
            ["JUPYTER_RUNTIME_DIR"] = folder.Runtime,
            ["JUPYTER_PATH"] = $"{folder.Data}:{AccountData()}",
            ["IPYTHONDIR"] = folder.IPython,
        };
    }

    // Where Jupyter keeps what this account has installed for itself.
    private static string AccountData() =>
        Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } own
            ? own
            : Path.Combine(
                Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } shared
                    ? shared
                    : Path.Combine(
                        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                        ".local",
                        "share"
                    ),
                "jupyter"
            );
}
