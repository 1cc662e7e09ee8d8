using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Client.Protocols.MLflow;
using Attune.Storage.Runs;
using Attune.Studies;
using Attune.Studio.Endpoints.MLflow.LoggedModels;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>The calls by which a script logs: each is answered once it is durable.</summary>
internal sealed class LogCalls(
    StudioParts parts,
    StudioOptions options,
    RunAccess access,
    LoggedModelDocuments models,
    LoggedModelMetrics modelMetrics
)
{
    /// <summary>Points that may wait for the disk before callers are told to come again.</summary>
    private const long MostBacklog = 500_000;

    public const string ModelHistoryTag = "mlflow.log-model.history";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/log-metric", LogMetricAsync);
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/log-batch", LogBatchAsync);
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/log-parameter", LogParameterAsync);
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/set-tag", SetTagAsync);
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/delete-tag", DeleteTagAsync);
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/log-model", LogModelAsync);
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/log-inputs", LogInputsAsync);
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/outputs", LogOutputsAsync);
    }

    private async Task LogMetricAsync(HttpContext context) =>
        await LogAsync(context, await MLflowRequest.ReadAsync(context, ReadMetric).ConfigureAwait(false))
            .ConfigureAwait(false);

    private async Task LogBatchAsync(HttpContext context) =>
        await LogAsync(context, await MLflowRequest.ReadAsync(context, ReadBatch).ConfigureAwait(false))
            .ConfigureAwait(false);

    private async Task LogParameterAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.KeyValueRequest)
            .ConfigureAwait(false);
        var batch = new Batch { Run = request.RunId ?? request.RunUuid };
        batch.Parameters.Add(
            new NamedText(
                Names.Check(request.Key, "parameter"),
                Names.Cut(request.Value, Names.LongestParameter)
            )
        );
        await LogAsync(context, batch).ConfigureAwait(false);
    }

    private async Task SetTagAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.KeyValueRequest)
            .ConfigureAwait(false);
        var batch = new Batch { Run = request.RunId ?? request.RunUuid };
        batch.Tags.Add(
            new NamedText(Names.Check(request.Key, "tag"), Names.Cut(request.Value, Names.LongestTag))
        );
        await LogAsync(context, batch).ConfigureAwait(false);
    }

    private async Task LogAsync(HttpContext context, Batch batch)
    {
        if (parts.Inbox.Backlog > MostBacklog)
        {
            throw new MLflowException(MLflowError.TooMany("More metrics come in than the disk takes."));
        }
        var run = MLflowRequest.Require(batch.Run, "run_id");
        var attempt = await access
            .RequireAsync(Caller.Of(context), run, context.RequestAborted)
            .ConfigureAwait(false);
        Guard(batch.Tags);
        var ofModels = await KnownAsync(context, batch).ConfigureAwait(false);
        var points = new Measurement[batch.Metrics.Count];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = batch.Metrics[i] with { Run = run, Attempt = attempt };
        }
        // Not tied to the connection: a client that hung up sends the same again, and what is written counts once.
        var outcome = await parts
            .Inbox.PostAsync(
                points.Length,
                () =>
                    parts.Database.Runs.LogBatchAsync(
                        run,
                        points,
                        batch.Parameters,
                        batch.Tags,
                        CancellationToken.None
                    ),
                result => result.NewPoints
            )
            .ConfigureAwait(false);
        if (outcome.Status != LogStatus.Logged)
        {
            throw new MLflowException(
                outcome.Status == LogStatus.NoSuchRun
                    ? MLflowError.Unknown(outcome.Reason!)
                    : MLflowError.Invalid(outcome.Reason!)
            );
        }
        if (ofModels.Count > 0)
        {
            await modelMetrics.AddAsync(run, ofModels, CancellationToken.None).ConfigureAwait(false);
        }
        if (batch.Tags.Find(tag => tag.Name == "mlflow.runName").Value is { Length: > 0 } name)
        {
            await parts
                .Database.Runs.UpdateAsync(run, row => row with { Name = name }, CancellationToken.None)
                .ConfigureAwait(false);
        }
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    /// <summary>The points that belong to models that there are; a model that is not known takes nothing from the run.</summary>
    private async Task<List<ModelPoint>> KnownAsync(HttpContext context, Batch batch)
    {
        var known = new List<ModelPoint>();
        foreach (var model in batch.OfModels.GroupBy(point => point.Model))
        {
            var found = await models
                .TryFindAsync(Caller.Of(context), model.Key, context.RequestAborted)
                .ConfigureAwait(false);
            if (found is not null)
            {
                known.AddRange(model);
            }
        }
        return known;
    }

    private async Task DeleteTagAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.KeyValueRequest)
            .ConfigureAwait(false);
        var run = await WritableAsync(context, request.RunId ?? request.RunUuid).ConfigureAwait(false);
        var key = Names.Check(request.Key, "tag");
        Guard([new NamedText(key, "")]);
        if (
            !await parts
                .Database.Runs.DeleteTagAsync(run.Run, key, context.RequestAborted)
                .ConfigureAwait(false)
        )
        {
            throw new MLflowException(MLflowError.Unknown($"The run '{run.Run}' has no tag '{key}'."));
        }
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task LogModelAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.LogModelRequest)
            .ConfigureAwait(false);
        var run = await WritableAsync(context, request.RunId).ConfigureAwait(false);
        var model = ParseObject(MLflowRequest.Require(request.ModelJson, "model_json"));
        var tags = await parts.Database.Runs.TagsAsync(run.Run, context.RequestAborted).ConfigureAwait(false);
        var history = tags.FirstOrDefault(tag => tag.Name == ModelHistoryTag).Value;
        var models = history is null ? [] : JsonNode.Parse(history)!.AsArray();
        models.Add(model);
        NamedText[] tag = [new(ModelHistoryTag, models.ToJsonString())];
        await parts
            .Database.Runs.LogBatchAsync(run.Run, [], [], tag, context.RequestAborted)
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task LogInputsAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.LogInputsRequest)
            .ConfigureAwait(false);
        var run = await WritableAsync(context, request.RunId).ConfigureAwait(false);
        await AddAsync(
                RunViews.InputsKind,
                run.Run,
                MLflowJson.Default.RunInputs,
                kept => new RunInputs
                {
                    DatasetInputs = RunViews.OrNull(
                        (kept?.DatasetInputs ?? []).Concat(request.Datasets ?? []).DistinctBy(Identity)
                    ),
                    ModelInputs = RunViews.OrNull(
                        (kept?.ModelInputs ?? []).Concat(request.Models ?? []).Distinct()
                    ),
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);

        static (string?, string?) Identity(DatasetInput input) =>
            (input.Dataset?.Name, input.Dataset?.Digest);
    }

    private async Task LogOutputsAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.LogOutputsRequest)
            .ConfigureAwait(false);
        var run = await WritableAsync(context, request.RunId).ConfigureAwait(false);
        await AddAsync(
                RunViews.OutputsKind,
                run.Run,
                MLflowJson.Default.RunOutputs,
                kept => new RunOutputs
                {
                    ModelOutputs = RunViews.OrNull(
                        (kept?.ModelOutputs ?? []).Concat(request.Models ?? []).Distinct()
                    ),
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task<RunRecord> WritableAsync(HttpContext context, string? id)
    {
        var run = await access
            .FindAsync(Caller.Of(context), MLflowRequest.Require(id, "run_id"), context.RequestAborted)
            .ConfigureAwait(false);
        return run.IsDeleted
            ? throw new MLflowException(
                MLflowError.Invalid($"The run '{run.Run}' was deleted; it must be in the 'active' state.")
            )
            : run;
    }

    private async Task AddAsync<T>(
        string kind,
        string run,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type,
        Func<T?, T> add,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var documents = parts.Database.Documents;
        while (true)
        {
            var kept = await documents
                .FindAsync(options.Workspace, kind, run, cancellationToken)
                .ConfigureAwait(false);
            var json = JsonSerializer.Serialize(
                add(kept is null ? null : JsonSerializer.Deserialize(kept.Json, type)),
                type
            );
            if (
                await documents
                    .SaveAsync(options.Workspace, kind, run, json, kept?.Version ?? 0, cancellationToken)
                    .ConfigureAwait(false)
                is not null
            )
            {
                return;
            }
        }
    }

    private static void Guard(List<NamedText> tags)
    {
        if (tags.Exists(tag => tag.Name == RunAccess.OwnerTag))
        {
            throw new MLflowException(
                MLflowError.Denied($"The tag '{RunAccess.OwnerTag}' is set by the host alone.")
            );
        }
    }

    private static JsonObject ParseObject(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw new MLflowException(NoModel());
        }
        catch (JsonException)
        {
            throw new MLflowException(NoModel());
        }

        static MLflowError NoModel() =>
            MLflowError.Invalid("Invalid value for parameter 'model_json': not a JSON object.");
    }

    private static Batch ReadMetric(ReadOnlySequence<byte> body) => new BatchReader(body).ReadMetric();

    private static Batch ReadBatch(ReadOnlySequence<byte> body) => new BatchReader(body).ReadBatch();
}
