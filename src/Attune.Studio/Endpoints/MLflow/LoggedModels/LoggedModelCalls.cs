using System.Globalization;
using Attune.Client.Protocols.MLflow;
using Attune.Studio.Endpoints.MLflow.Search;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow.LoggedModels;

/// <summary>The calls that MLflow 3 clients make when they log a model.</summary>
internal sealed class LoggedModelCalls(
    StudioParts parts,
    LoggedModelDocuments models,
    LoggedModelViews views,
    RunAccess access,
    ArtifactRoots roots
)
{
    private static readonly string[] Statuses =
    [
        "LOGGED_MODEL_PENDING",
        "LOGGED_MODEL_READY",
        "LOGGED_MODEL_UPLOAD_FAILED",
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall(Access.ContributeOrTrial, "POST", "logged-models", CreateAsync);
        routes.MapCall(Access.ReadOrTrial, "POST", "logged-models/search", SearchAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "logged-models/{id}", GetAsync);
        routes.MapCall(Access.ContributeOrTrial, "PATCH", "logged-models/{id}", FinishAsync);
        routes.MapCall(Access.ContributeOrTrial, "DELETE", "logged-models/{id}", DeleteAsync);
        routes.MapCall(Access.ContributeOrTrial, "PATCH", "logged-models/{id}/tags", SetTagsAsync);
        routes.MapCall(Access.ContributeOrTrial, "DELETE", "logged-models/{id}/tags/{key}", DeleteTagAsync);
        routes.MapCall(Access.ContributeOrTrial, "POST", "logged-models/{id}/params", AddParametersAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "logged-models/{id}/artifacts/directories", ListAsync);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.LoggedModelRequest)
            .ConfigureAwait(false);
        var caller = Caller.Of(context);
        var experiment = await ExperimentCalls
            .FindAsync(
                parts,
                MLflowRequest.Require(request.ExperimentId, "experiment_id"),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        if (!RunAccess.MaySee(caller, experiment.Id))
        {
            throw new MLflowException(
                MLflowError.Denied("A trial logs models in its sweep's experiment only.")
            );
        }
        var source = string.IsNullOrEmpty(request.SourceRunId)
            ? (caller as Caller.Trial)?.Run.Run
            : request.SourceRunId;
        if (source is not null)
        {
            await access.FindAsync(caller, source, context.RequestAborted).ConfigureAwait(false);
        }
        var id = "m-" + Guid.NewGuid().ToString("N");
        var now = parts.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var number = experiment.Id.ToString(CultureInfo.InvariantCulture);
        var model = new LoggedModel
        {
            Info = new LoggedModelInfo
            {
                ModelId = id,
                ExperimentId = number,
                Name = string.IsNullOrEmpty(request.Name) ? id : CheckName(request.Name),
                CreationTimestampMs = now,
                LastUpdatedTimestampMs = now,
                ArtifactUri = $"mlflow-artifacts:/{number}/models/{id}/artifacts",
                ModelType = request.ModelType,
                SourceRunId = source,
                Tags = Merge(null, Checked(request.Tags, "tag", Names.LongestTag)),
            },
            Data = new LoggedModelData
            {
                Params = Merge(null, Checked(request.Params, "parameter", Names.LongestParameter)),
            },
        };
        await models.AddAsync(model, context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, model).ConfigureAwait(false);
    }

    private async Task GetAsync(HttpContext context)
    {
        var (model, _) = await models
            .FindAsync(Caller.Of(context), Id(context), context.RequestAborted)
            .ConfigureAwait(false);
        await ReplyAsync(context, model).ConfigureAwait(false);
    }

    private async Task FinishAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.LoggedModelRequest)
            .ConfigureAwait(false);
        var status = request.Status;
        if (status is null || !Statuses.Contains(status))
        {
            throw new MLflowException(
                MLflowError.Invalid(
                    $"Invalid value for parameter 'status': one of {string.Join(", ", Statuses)}."
                )
            );
        }
        await ChangeAsync(context, model => model with { Info = model.Info with { Status = status } })
            .ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await models
            .ChangeAsync(
                Caller.Of(context),
                Id(context),
                model => model with { Info = model.Info with { IsDeleted = true } },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task SetTagsAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.LoggedModelRequest)
            .ConfigureAwait(false);
        var tags = Checked(request.Tags, "tag", Names.LongestTag);
        await ChangeAsync(
                context,
                model => model with { Info = model.Info with { Tags = Merge(model.Info.Tags, tags) } }
            )
            .ConfigureAwait(false);
    }

    private Task DeleteTagAsync(HttpContext context)
    {
        var key = context.GetRouteValue("key") as string;
        return ChangeAsync(
            context,
            model =>
                model with
                {
                    Info = model.Info with
                    {
                        Tags = RunViews.OrNull((model.Info.Tags ?? []).Where(tag => tag.Key != key)),
                    },
                }
        );
    }

    private async Task AddParametersAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.LoggedModelRequest)
            .ConfigureAwait(false);
        var added = Checked(request.Params, "parameter", Names.LongestParameter);
        await ChangeAsync(
                context,
                model => model with { Data = model.Data with { Params = Merge(model.Data.Params, added) } }
            )
            .ConfigureAwait(false);
    }

    private async Task SearchAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.SearchLoggedModelsRequest)
            .ConfigureAwait(false);
        var query = new SearchQuery(
            Filter.Parse(request.Filter, FilterDialect.Models),
            SearchOrder.Of(request.OrderBy, FilterDialect.Models),
            MLflowRequest.PageSize(request.MaxResults, 50, 1000),
            PageToken.Read(request.PageToken)
        );
        var all = await models.ListAsync(Caller.Of(context), context.RequestAborted).ConfigureAwait(false);
        var asked = all.Where(model =>
            request.ExperimentIds is null || request.ExperimentIds.Contains(model.Info.ExperimentId)
        );
        var full = await views.FullAsync([.. asked], context.RequestAborted).ConfigureAwait(false);
        var (page, next) = query.Take(
            full,
            model => new ModelSubject(model, request.Datasets ?? []),
            sorted =>
                sorted
                    .ThenByDescending(model => model.Info.CreationTimestampMs)
                    .ThenBy(model => model.Info.ModelId, StringComparer.Ordinal)
        );
        await MLflowReply
            .WriteAsync(
                context,
                new LoggedModelsResponse(RunViews.OrNull(page), next),
                MLflowJson.Default.LoggedModelsResponse
            )
            .ConfigureAwait(false);
    }

    private async Task ListAsync(HttpContext context)
    {
        var (model, _) = await models
            .FindAsync(Caller.Of(context), Id(context), context.RequestAborted)
            .ConfigureAwait(false);
        var names = ArtifactPath.FromText(
            MLflowRequest.Query(context, "artifact_directory_path")?.TrimEnd('/')
        );
        var place = await roots
            .FindAsync(
                Caller.Of(context),
                [model.Info.ExperimentId, "models", model.Info.ModelId, "artifacts", .. names],
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ArtifactCalls
            .ReplyAsync(context, model.Info.ArtifactUri, ArtifactCalls.Files(place, place.Root))
            .ConfigureAwait(false);
    }

    private async Task ChangeAsync(HttpContext context, Func<LoggedModel, LoggedModel> change)
    {
        var changed = await models
            .ChangeAsync(Caller.Of(context), Id(context), change, context.RequestAborted)
            .ConfigureAwait(false);
        await ReplyAsync(context, changed).ConfigureAwait(false);
    }

    private static IReadOnlyList<KeyValue>? Merge(
        IReadOnlyList<KeyValue>? kept,
        IReadOnlyList<KeyValue>? added
    ) => RunViews.OrNull((added ?? []).Concat(kept ?? []).DistinctBy(pair => pair.Key));

    private static string Id(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    private static KeyValue[] Checked(IReadOnlyList<KeyValue>? pairs, string kind, int longest) =>
        [
            .. (pairs ?? []).Select(pair => new KeyValue(
                Names.Check(pair?.Key, kind),
                Names.Cut(pair!.Value, longest)
            )),
        ];

    private static string CheckName(string name) =>
        name.Length <= Names.LongestExperiment && !name.Any(c => char.IsControl(c) || c is '/' or ':')
            ? name
            : throw new MLflowException(
                MLflowError.Invalid(
                    $"A model's name has at most {Names.LongestExperiment} characters, no slash, no colon and no control character."
                )
            );

    private async Task ReplyAsync(HttpContext context, LoggedModel model) =>
        await MLflowReply
            .WriteAsync(
                context,
                new LoggedModelResponse(
                    await views.FullAsync(model, context.RequestAborted).ConfigureAwait(false)
                ),
                MLflowJson.Default.LoggedModelResponse
            )
            .ConfigureAwait(false);
}
