using Attune.Studio.SignIn;
using Attune.Workspace.Metrics;
using Microsoft.AspNetCore.Http.Features;

namespace Attune.Studio.Entrances;

/// <summary>Which workspace a request means: by its path, by a header, or as the trial whose token it carries.</summary>
internal sealed class AskedWorkspace(string prefix, TrialTokens tokens, ITrialDirectory trials)
{
    /// <summary>What the address of a workspace's own pages and tracking begins with: <c>/w/NAME</c>.</summary>
    public const string Path = "/w";

    // MLflow's own clients send the second one.
    private static readonly string[] Headers = ["Attune-Workspace", "X-MLFLOW-WORKSPACE"];

    // Below these a workspace is named in the path.
    private static readonly string[] Roots = ["subscriptions", "history", "discovery", "attune"];

    /// <summary>The workspace's name as it is written there; null when none is named.</summary>
    public string? Of(IFeatureCollection features)
    {
        if (features.Get<IHttpRequestFeature>() is not { } request)
        {
            return null;
        }
        var path = OuterPath.Has(request.Path, prefix) ? request.Path[prefix.Length..] : request.Path;
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return names switch
        {
            ["w", var name, ..] => name,
            [var root, ..] when Roots.Contains(root, StringComparer.OrdinalIgnoreCase) => Below(root, names),
            _ => Headers
                .Select(header => request.Headers[header].ToString())
                .FirstOrDefault(name => name.Length > 0)
                ?? OfTrial(request),
        };
    }

    // A call about the workspace itself is anybody's: it may be about to be made, or to be deleted.
    private static string? Below(string root, string[] names)
    {
        var at = Array.FindIndex(
            names,
            name => name.Equals("workspaces", StringComparison.OrdinalIgnoreCase)
        );
        var isAboutIt = root.Equals("subscriptions", StringComparison.OrdinalIgnoreCase);
        return at > 0 && at + (isAboutIt ? 2 : 1) < names.Length ? names[at + 1] : null;
    }

    // Not every client keeps the path of its tracking address. Whether the token counts is judged at the door.
    private string? OfTrial(IHttpRequestFeature request) =>
        TokenSignIn.Read(request.Headers.Authorization.ToString()) is { } token
        && tokens.Verify(token) is var (run, _)
        && trials.Find(run) is { } trial
            ? WorkspaceOf(trial.Folder)
            : null;

    // …/workspaces/NAME/jobs/JOB/trials/3
    private static string? WorkspaceOf(string folder) =>
        folder.Split(System.IO.Path.DirectorySeparatorChar)
            is [.., "workspaces", var name, "jobs", _, "trials", _]
            ? name
            : null;
}
