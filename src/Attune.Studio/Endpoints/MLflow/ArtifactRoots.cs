using System.Globalization;
using Attune.Storage.Runs;
using Attune.Studio.Endpoints.MLflow.LoggedModels;
using Attune.Studio.Endpoints.MLflow.Registry;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Where artifacts lie: a trial's in its <c>outputs</c> folder, another run's below the home. Clients name runs, never folders.</summary>
internal sealed class ArtifactRoots(
    StudioOptions options,
    RunAccess access,
    LoggedModelDocuments models,
    VersionAccess versions
)
{
    /// <summary>What the addresses of registered files begin with, where those of runs have an experiment's number.</summary>
    public const string Registry = "registry";

    /// <summary>The root of a run's artifacts.</summary>
    public string Of(RunRecord run) =>
        run.ArtifactLocation is { } place
            ? Path.GetFullPath(place, options.Home)
            : Path.Combine(options.Home, "workspaces", options.Workspace, "runs", run.Run, "artifacts");

    /// <summary>
    /// The place that <c>EXPERIMENT/RUN/artifacts/…</c>, <c>EXPERIMENT/models/MODEL/artifacts/…</c> or <c>registry/NAME/VERSION/…</c>
    /// names, for a caller who may use it.
    /// </summary>
    public async Task<ArtifactPlace> FindAsync(
        Caller caller,
        string[] names,
        CancellationToken cancellationToken
    )
    {
        switch (names)
        {
            case [Registry, var name, var number, ..]:
                var version = await VersionAsync(caller, name, number, cancellationToken)
                    .ConfigureAwait(false);
                return new ArtifactPlace(versions.FolderOf(version), names[3..]);
            case [var experiment, "models", var model, "artifacts", ..]:
                var (found, _) = await models
                    .FindAsync(caller, model, cancellationToken)
                    .ConfigureAwait(false);
                Match(experiment, found.Info.ExperimentId);
                var root = await OfAsync(found.Info.SourceRunId, model, cancellationToken)
                    .ConfigureAwait(false);
                return new ArtifactPlace(root, names[4..]);
            case [var of, var id, "artifacts", ..]:
                var run = await access.FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
                Match(of, run.Experiment.ToString(CultureInfo.InvariantCulture));
                return new ArtifactPlace(Of(run), names[3..]);
            default:
                throw new MLflowException(
                    MLflowError.Invalid("Invalid path: an artifact is EXPERIMENT/RUN/artifacts/PATH.")
                );
        }
    }

    /// <summary>A registered version that the caller may see.</summary>
    public Task<ModelVersion> VersionAsync(
        Caller caller,
        string name,
        string number,
        CancellationToken cancellationToken
    ) => versions.FindAsync(caller, name, RegistryViews.Version(number), cancellationToken);

    /// <summary>The root of a logged model's files: they stand with the run that made it.</summary>
    public async Task<string> OfAsync(string? run, string model, CancellationToken cancellationToken)
    {
        var source = run is null ? null : await models.RunAsync(run, cancellationToken).ConfigureAwait(false);
        return source is not null
            ? Path.Combine(Of(source), "models", model)
            : Path.Combine(options.Home, "workspaces", options.Workspace, "runs", "models", model);
    }

    private static void Match(string asked, string actual)
    {
        if (asked != actual)
        {
            throw new MLflowException(
                MLflowError.Unknown("There is no such artifact: the run belongs to another experiment.")
            );
        }
    }
}
