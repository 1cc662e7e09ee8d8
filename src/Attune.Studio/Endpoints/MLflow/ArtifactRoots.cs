using System.Globalization;
using Attune.Storage.Runs;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Where artifacts lie: a trial's in its <c>outputs</c> folder, another run's below the home. Clients name runs, never folders.</summary>
internal sealed class ArtifactRoots(StudioOptions options, RunAccess access, ModelDocuments models)
{
    /// <summary>The root of a run's artifacts.</summary>
    public string Of(RunRecord run) =>
        run.ArtifactLocation is { } place
            ? Path.GetFullPath(place, options.Home)
            : Path.Combine(options.Home, "workspaces", options.Workspace, "runs", run.Run, "artifacts");

    /// <summary>
    /// The place that <c>EXPERIMENT/RUN/artifacts/…</c> or <c>EXPERIMENT/models/MODEL/artifacts/…</c> names, for a caller who
    /// may use it.
    /// </summary>
    public async Task<ArtifactPlace> FindAsync(HttpContext context, string[] names)
    {
        var caller = Caller.Of(context);
        if (names is [var experiment, "models", var model, "artifacts", ..])
        {
            var (found, _) = await models
                .FindAsync(caller, model, context.RequestAborted)
                .ConfigureAwait(false);
            Match(experiment, found.Info.ExperimentId);
            return new ArtifactPlace(
                await RootAsync(found.Info.SourceRunId, model, context.RequestAborted).ConfigureAwait(false),
                names[4..]
            );
        }
        if (names is [var of, var id, "artifacts", ..])
        {
            var run = await access.FindAsync(caller, id, context.RequestAborted).ConfigureAwait(false);
            Match(of, run.Experiment.ToString(CultureInfo.InvariantCulture));
            return new ArtifactPlace(Of(run), names[3..]);
        }
        throw new MLflowException(
            MLflowError.Invalid("Invalid path: an artifact is EXPERIMENT/RUN/artifacts/PATH.")
        );
    }

    /// <summary>A model's files stand with the run that made it.</summary>
    private async Task<string> RootAsync(string? run, string model, CancellationToken cancellationToken)
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
