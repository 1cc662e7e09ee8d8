using Attune.Client.Protocols.MLflow;
using Attune.Jobs;
using Attune.Studio.Endpoints.MLflow.LoggedModels;
using Attune.Studio.SignIn;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Endpoints.MLflow.Registry;

/// <summary>Files that a caller may register, and what made them.</summary>
/// <param name="Files">Absolute path of a file or folder.</param>
/// <param name="Run">The run; null when none made them.</param>
/// <param name="Job">The job that the run belongs to; null when it belongs to none.</param>
/// <param name="LoggedModel">The logged model; null when it is none.</param>
internal sealed record ModelSource(string Files, string? Run, string? Job, string? LoggedModel);

/// <summary>Finds what the source of a version means. It names runs, models and jobs; a place of this machine is no source.</summary>
internal sealed class ModelSources(
    StudioParts parts,
    StudioOptions options,
    RunAccess access,
    ArtifactRoots roots,
    LoggedModelDocuments models
)
{
    private const string JobPaths = "/outputs/artifacts/paths";

    private readonly JobCatalog? _jobs = parts.Workspace is { } host
        ? new JobCatalog(parts.Database, host.Home, options.Workspace)
        : null;

    /// <summary>What a source means to a caller.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="source">
    /// <c>runs:/RUN/PATH</c>, <c>models:/m-…</c>, <c>models:/NAME/VERSION</c>, <c>mlflow-artifacts:/EXPERIMENT/RUN/artifacts/PATH</c> or
    /// <c>azureml://jobs/JOB/outputs/artifacts/paths/PATH</c>.
    /// </param>
    /// <param name="loggedModel">The logged model that a client names beside the source; null when it names none.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="MLflowException">It is none, means nothing, or is not the caller's.</exception>
    public async Task<ModelSource> FindAsync(
        Caller caller,
        string source,
        string? loggedModel,
        CancellationToken cancellationToken
    )
    {
        var found = await (
            Rest(source, "runs:/") is { } run ? OfRunAsync(caller, Split(run), cancellationToken)
            : Rest(source, "models:/") is { } model ? OfModelAsync(caller, Split(model), cancellationToken)
            : Rest(source, "mlflow-artifacts:/") is { } artifacts
                ? OfPlaceAsync(caller, Split(artifacts), cancellationToken)
            : Rest(source, "azureml://jobs/") is { } job ? OfJobAsync(caller, Split(job), cancellationToken)
            : throw NoSource()
        ).ConfigureAwait(false);
        if (string.IsNullOrEmpty(loggedModel))
        {
            return found;
        }
        var (named, _) = await models.FindAsync(caller, loggedModel, cancellationToken).ConfigureAwait(false);
        return found with { LoggedModel = loggedModel, Run = found.Run ?? named.Info.SourceRunId };
    }

    private async Task<ModelSource> OfRunAsync(
        Caller caller,
        string[] names,
        CancellationToken cancellationToken
    )
    {
        if (names.Length == 0)
        {
            throw NoSource();
        }
        var run = names[0];
        await access.RequireAsync(caller, run, cancellationToken).ConfigureAwait(false);
        (var root, var job, run) = await RootAsync(run, cancellationToken).ConfigureAwait(false);
        var place = PlaceBelow(root, names[1..]);
        if (!Path.Exists(place.FullPath) && names is [_, var name])
        {
            // What MLflow 3 logs as a model stands apart from the run's other files, under the name it was given.
            var logged = (await models.ListAsync(caller, cancellationToken).ConfigureAwait(false))
                .Where(model => model.Info.SourceRunId == run && model.Info.Name == name)
                .MaxBy(model => model.Info.CreationTimestampMs);
            if (logged is not null)
            {
                return await OfLoggedAsync(logged, [], cancellationToken).ConfigureAwait(false);
            }
        }
        return new ModelSource(Existing(place), run, job, null);
    }

    private async Task<ModelSource> OfModelAsync(
        Caller caller,
        string[] names,
        CancellationToken cancellationToken
    )
    {
        if (names is [var id, .. var below] && id.StartsWith("m-", StringComparison.Ordinal))
        {
            var (model, _) = await models.FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
            return await OfLoggedAsync(model, below, cancellationToken).ConfigureAwait(false);
        }
        if (names is not [var name, var number])
        {
            throw NoSource();
        }
        var version = await roots.VersionAsync(caller, name, number, cancellationToken).ConfigureAwait(false);
        var files = await roots
            .FindAsync(caller, [ArtifactRoots.Registry, name, number], cancellationToken)
            .ConfigureAwait(false);
        return new ModelSource(files.FullPath, version.Run, version.Job, version.LoggedModel);
    }

    private async Task<ModelSource> OfPlaceAsync(
        Caller caller,
        string[] names,
        CancellationToken cancellationToken
    )
    {
        switch (names)
        {
            case [ArtifactRoots.Registry, var name, var number]:
                return await OfModelAsync(caller, [name, number], cancellationToken).ConfigureAwait(false);
            case [_, "models", var id, "artifacts", .. var below]:
                var (model, _) = await models.FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
                await roots.FindAsync(caller, names, cancellationToken).ConfigureAwait(false);
                return await OfLoggedAsync(model, below, cancellationToken).ConfigureAwait(false);
            case [_, var run, "artifacts", ..]:
                var place = await roots.FindAsync(caller, names, cancellationToken).ConfigureAwait(false);
                var (_, job, _) = await RootAsync(run, cancellationToken).ConfigureAwait(false);
                return new ModelSource(Existing(place), run, job, null);
            default:
                throw NoSource();
        }
    }

    private Task<ModelSource> OfJobAsync(
        Caller caller,
        string[] names,
        CancellationToken cancellationToken
    ) =>
        names is [var job, "outputs", "artifacts", "paths", .. var path]
            ? OfRunAsync(caller, [job, .. path], cancellationToken)
        : names is [var run, "outputs", "artifacts"] ? OfRunAsync(caller, [run], cancellationToken)
        : throw new MLflowException(
            MLflowError.Invalid($"The files of a job are azureml://jobs/JOB{JobPaths}/PATH.")
        );

    private async Task<ModelSource> OfLoggedAsync(
        LoggedModel model,
        string[] below,
        CancellationToken cancellationToken
    )
    {
        var root = await roots
            .OfAsync(model.Info.SourceRunId, model.Info.ModelId, cancellationToken)
            .ConfigureAwait(false);
        var job = model.Info.SourceRunId is { } run
            ? (await RootAsync(run, cancellationToken).ConfigureAwait(false)).Job
            : null;
        return new ModelSource(
            Existing(new ArtifactPlace(root, below)),
            model.Info.SourceRunId,
            job,
            model.Info.ModelId
        );
    }

    /// <summary>The root of a run's artifacts, also of a trial that never spoke this protocol; its job; and the run that is meant.</summary>
    private async Task<(string Root, string? Job, string Run)> RootAsync(
        string run,
        CancellationToken cancellationToken
    )
    {
        var trial = await TrialAsync(run, cancellationToken).ConfigureAwait(false);
        var row = await parts.Database.Runs.FindAsync(run, cancellationToken).ConfigureAwait(false);
        return row is not null ? (roots.Of(row), trial?.Job.Job.Name, run)
            : trial is { } found
                ? (Path.Combine(found.Trial.Folder, "outputs"), found.Job.Job.Name, found.Trial.Name)
            : throw new MLflowException(MLflowError.Unknown($"There is no run '{run}'."));
    }

    private async Task<(JobWatch Job, TrialRow Trial)?> TrialAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        if (_jobs is null)
        {
            return null;
        }
        if (await _jobs.FindTrialAsync(name, cancellationToken).ConfigureAwait(false) is { } trial)
        {
            return trial;
        }
        // Of a sweep its best trial is meant, of a command job the only one.
        return
            await _jobs.WatchAsync(name, cancellationToken).ConfigureAwait(false) is { } watch
            && (watch.Job.Job is SweepJob ? watch.Best : (watch.Trials.Count > 0 ? watch.Trials[0] : null))
                is { } best
            ? (watch, best)
            : null;
    }

    // What a script calls outputs/model is below the root already: the root is its outputs folder.
    private static ArtifactPlace PlaceBelow(string root, string[] names)
    {
        var place = new ArtifactPlace(root, names);
        return names is ["outputs", .. var inner] && !Path.Exists(place.FullPath)
            ? new ArtifactPlace(root, inner)
            : place;
    }

    private static string Existing(ArtifactPlace place) =>
        Path.Exists(place.FullPath) && !place.HasLink()
            ? place.FullPath
            : throw new MLflowException(MLflowError.Unknown("There are no such files to register."));

    private static string? Rest(string source, string scheme) =>
        source.StartsWith(scheme, StringComparison.Ordinal) ? source[scheme.Length..].TrimEnd('/') : null;

    private static string[] Split(string rest) => ArtifactPath.FromText(rest);

    private static MLflowException NoSource() =>
        new(
            MLflowError.Invalid(
                "Invalid source: it is runs:/RUN/PATH, models:/m-ID, models:/NAME/VERSION, mlflow-artifacts:/EXPERIMENT/RUN/artifacts/PATH or azureml://jobs/JOB/outputs/artifacts/paths/PATH. Places of a machine are not taken."
            )
        );
}
