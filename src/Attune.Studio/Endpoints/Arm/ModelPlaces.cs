using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.Endpoints.MLflow.Registry;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Finds the files that the address of a model means: what a run or job made, or files of a datastore. A place of this machine is none.</summary>
internal sealed class ModelPlaces(ArmParts arm, ModelSources sources)
{
    /// <summary>The files, and what made them.</summary>
    /// <exception cref="MLflowException">The address is none, or means nothing.</exception>
    public async Task<ModelSource> FindAsync(ArmCall call, string uri)
    {
        var asked = StoreAddress.Read(call, uri) ?? uri;
        return InStore(call, asked) is { } place
            ? new ModelSource(place, null, null, null)
            : await sources.FindAsync(Caller.Of(call.Http), asked, null, call.Aborted).ConfigureAwait(false);
    }

    // azureml://datastores/S/paths/P, and the same below a workspace's long address.
    private string? InStore(ArmCall call, string uri)
    {
        const string start = "azureml://";
        if (!uri.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var names = uri[start.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (workspace, rest) = names switch
        {
            ["datastores", ..] => (call.WorkspaceName, names),
            [_, _, _, _, "workspaces", var named, "datastores", ..] => (named, names[6..]),
            _ => ("", []),
        };
        if (rest is not ["datastores", var name, "paths", .. var path])
        {
            return null;
        }
        var store =
            Datastore.Find(arm.Home, workspace, name)
            ?? throw new MLflowException(MLflowError.Unknown($"There is no datastore '{name}'."));
        var place = new ArtifactPlace(store.Folder, [.. path.Select(Uri.UnescapeDataString)]);
        return Path.Exists(place.FullPath) && !place.HasLink()
            ? place.FullPath
            : throw new MLflowException(
                MLflowError.Unknown($"There are no such files in the datastore '{store.Name}'.")
            );
    }
}
