using Attune.Studio.SignIn;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.MLflow.Registry;

/// <summary>Who may see which version: people all, a trial those that were made from its own runs. Thread-safe.</summary>
internal sealed class VersionAccess(ModelRegistry registry, RunAccess access)
{
    /// <summary>A version that the caller may see.</summary>
    public async Task<ModelVersion> FindAsync(
        Caller caller,
        string name,
        int version,
        CancellationToken cancellationToken
    )
    {
        var found = await registry.FindVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
        if (
            caller is Caller.Trial
            && (
                found?.Run is not { } run
                || !await access.MaySeeAsync(caller, run, cancellationToken).ConfigureAwait(false)
            )
        )
        {
            throw new MLflowException(
                MLflowError.Denied("A trial sees the versions that it registered itself only.")
            );
        }
        return found
            ?? throw new MLflowException(
                MLflowError.Unknown(
                    FormattableString.Invariant(
                        $"There is no version {version} of a registered model '{name}'."
                    )
                )
            );
    }

    /// <summary>Absolute path of a version's files.</summary>
    public string FolderOf(ModelVersion version) => registry.FolderOf(version);
}
