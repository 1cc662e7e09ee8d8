using System.Globalization;
using Attune.Client.Protocols.MLflow;
using Attune.Storage.Runs;
using Attune.Studio.Endpoints.MLflow.Search;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Experiment = Attune.Storage.Runs.Experiment;
using WireExperiment = Attune.Client.Protocols.MLflow.Experiment;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>The calls about experiments. A trial sees its own and changes none.</summary>
internal sealed class ExperimentCalls(StudioParts parts, StudioOptions options)
{
    private const int LongestTag = 5000;

    private SqlExperimentStore Store => parts.Database.Experiments;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall(Access.ContributeOrTrial, "POST", "experiments/create", CreateAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "experiments/get", GetAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "experiments/get-by-name", GetByNameAsync);
        routes.MapCall(Access.ReadOrTrial, "POST", "experiments/search", SearchByBodyAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "experiments/search", SearchByQueryAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "experiments/list", SearchByQueryAsync);
        routes.MapCall(
            Access.Contribute,
            "POST",
            "experiments/update",
            context => ChangeAsync(context, needsName: true, isDeleted: null)
        );
        routes.MapCall(
            Access.Contribute,
            "POST",
            "experiments/delete",
            context => ChangeAsync(context, needsName: false, isDeleted: true)
        );
        routes.MapCall(
            Access.Contribute,
            "POST",
            "experiments/restore",
            context => ChangeAsync(context, needsName: false, isDeleted: false)
        );
        routes.MapCall(Access.Contribute, "POST", "experiments/set-experiment-tag", SetTagAsync);
        routes.MapCall(Access.Contribute, "POST", "experiments/delete-experiment-tag", DeleteTagAsync);
    }

    /// <summary>The experiment of an id in the protocol's form.</summary>
    public static async Task<Experiment> FindAsync(
        StudioParts parts,
        string id,
        CancellationToken cancellationToken
    ) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && await parts.Database.Experiments.FindAsync(number, cancellationToken).ConfigureAwait(false)
            is { } found
            ? found
            : throw new MLflowException(MLflowError.Unknown($"There is no experiment with id '{id}'."));

    private async Task CreateAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.CreateExperimentRequest)
            .ConfigureAwait(false);
        var name = CheckName(request.Name, "name");
        if (Caller.Of(context) is Caller.Trial trial)
        {
            throw new MLflowException(OwnExperimentOnly(trial, name));
        }
        if (
            !string.IsNullOrEmpty(request.ArtifactLocation)
            && !request.ArtifactLocation.StartsWith("mlflow-artifacts:", StringComparison.Ordinal)
        )
        {
            throw new MLflowException(
                MLflowError.Invalid("The host chooses where artifacts lie; leave 'artifact_location' out.")
            );
        }
        var tags = (request.Tags ?? []).Select(CheckTag).ToArray();
        var made =
            await Store
                .CreateAsync(options.Workspace, name, null, tags, context.RequestAborted)
                .ConfigureAwait(false)
            ?? throw new MLflowException(
                MLflowError.Exists($"There is an experiment '{name}' already (it may be deleted).")
            );
        await MLflowReply
            .WriteAsync(context, new ExperimentIdResponse(Id(made)), MLflowJson.Default.ExperimentIdResponse)
            .ConfigureAwait(false);
    }

    private async Task GetAsync(HttpContext context)
    {
        var id = MLflowRequest.RequireQuery(context, "experiment_id");
        if (
            Caller.Of(context) is Caller.Trial trial
            && id != trial.Run.ExperimentId.ToString(CultureInfo.InvariantCulture)
        )
        {
            throw new MLflowException(OwnExperimentOnly(trial, id));
        }
        var found = await FindAsync(parts, id, context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, found).ConfigureAwait(false);
    }

    private async Task GetByNameAsync(HttpContext context)
    {
        var name = MLflowRequest.RequireQuery(context, "experiment_name");
        if (Caller.Of(context) is Caller.Trial trial && name != trial.Run.ExperimentName)
        {
            throw new MLflowException(OwnExperimentOnly(trial, name));
        }
        var found =
            await Store.FindAsync(options.Workspace, name, context.RequestAborted).ConfigureAwait(false)
            ?? throw new MLflowException(MLflowError.Unknown($"There is no experiment '{name}'."));
        await ReplyAsync(context, found).ConfigureAwait(false);
    }

    private async Task ReplyAsync(HttpContext context, Experiment experiment)
    {
        var view = await ViewAsync(experiment, context.RequestAborted).ConfigureAwait(false);
        await MLflowReply
            .WriteAsync(context, new ExperimentResponse(view), MLflowJson.Default.ExperimentResponse)
            .ConfigureAwait(false);
    }

    private async Task SearchByBodyAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.SearchExperimentsRequest)
            .ConfigureAwait(false);
        await SearchAsync(context, request).ConfigureAwait(false);
    }

    private Task SearchByQueryAsync(HttpContext context) =>
        SearchAsync(
            context,
            new SearchExperimentsRequest
            {
                MaxResults = (int?)MLflowRequest.QueryNumber(context, "max_results"),
                Filter = MLflowRequest.Query(context, "filter"),
                OrderBy = context.Request.Query["order_by"].OfType<string>().ToArray(),
                ViewType = MLflowRequest.Query(context, "view_type"),
                PageToken = MLflowRequest.Query(context, "page_token"),
            }
        );

    private async Task SearchAsync(HttpContext context, SearchExperimentsRequest request)
    {
        var size = MLflowRequest.PageSize(request.MaxResults, 1000, 50_000);
        var filter = Filter.Parse(request.Filter, FilterDialect.Experiments);
        var order = SearchOrder.Parse(request.OrderBy, FilterDialect.Experiments);
        var from = PageToken.Read(request.PageToken);
        var view = LifecycleView.Parse(request.ViewType);
        var found = new List<WireExperiment>();
        foreach (
            var experiment in await Store
                .ListAsync(options.Workspace, context.RequestAborted)
                .ConfigureAwait(false)
        )
        {
            if (view.Shows(experiment.IsDeleted) && RunAccess.MaySee(Caller.Of(context), experiment.Id))
            {
                var shown = await ViewAsync(experiment, context.RequestAborted).ConfigureAwait(false);
                if (filter.Matches(new ExperimentSubject(shown)))
                {
                    found.Add(shown);
                }
            }
        }
        var sorted = order
            .Sort(found, experiment => new ExperimentSubject(experiment))
            .ThenByDescending(experiment => experiment.CreationTime)
            .ThenBy(experiment => long.Parse(experiment.ExperimentId, CultureInfo.InvariantCulture))
            .Skip((int)Math.Min(from, int.MaxValue))
            .ToArray();
        var next = sorted.Length > size ? PageToken.Of(from + size) : null;
        await MLflowReply
            .WriteAsync(
                context,
                new ExperimentsResponse(RunViews.OrNull(sorted.Take(size)), next),
                MLflowJson.Default.ExperimentsResponse
            )
            .ConfigureAwait(false);
    }

    private async Task ChangeAsync(HttpContext context, bool needsName, bool? isDeleted)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.ExperimentRequest)
            .ConfigureAwait(false);
        var id = MLflowRequest.Require(request.ExperimentId, "experiment_id");
        var name = needsName ? CheckName(request.NewName, "new_name") : null;
        var found = await FindAsync(parts, id, context.RequestAborted).ConfigureAwait(false);
        if (needsName && found.IsDeleted)
        {
            throw new MLflowException(
                MLflowError.Invalid($"The experiment '{id}' must be in the 'active' state.")
            );
        }
        _ =
            await Store.UpdateAsync(found.Id, name, isDeleted, context.RequestAborted).ConfigureAwait(false)
            ?? throw new MLflowException(MLflowError.Exists($"There is an experiment '{name}' already."));
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task SetTagAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.ExperimentRequest)
            .ConfigureAwait(false);
        var id = MLflowRequest.Require(request.ExperimentId, "experiment_id");
        var tag = CheckTag(new KeyValue(request.Key, request.Value));
        var found = await FindAsync(parts, id, context.RequestAborted).ConfigureAwait(false);
        await Store.SetTagAsync(found.Id, tag, context.RequestAborted).ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task DeleteTagAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.ExperimentRequest)
            .ConfigureAwait(false);
        var id = MLflowRequest.Require(request.ExperimentId, "experiment_id");
        var key = MLflowRequest.Require(request.Key, "key");
        var found = await FindAsync(parts, id, context.RequestAborted).ConfigureAwait(false);
        if (!await Store.DeleteTagAsync(found.Id, key, context.RequestAborted).ConfigureAwait(false))
        {
            throw new MLflowException(MLflowError.Unknown($"The experiment '{id}' has no tag '{key}'."));
        }
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task<WireExperiment> ViewAsync(Experiment experiment, CancellationToken cancellationToken)
    {
        var tags = await Store.TagsAsync(experiment.Id, cancellationToken).ConfigureAwait(false);
        return new WireExperiment
        {
            ExperimentId = Id(experiment),
            Name = experiment.Name,
            ArtifactLocation = "mlflow-artifacts:/" + Id(experiment),
            LifecycleStage = experiment.IsDeleted ? "deleted" : "active",
            CreationTime = experiment.CreatedAt,
            LastUpdateTime = experiment.UpdatedAt,
            Tags = RunViews.OrNull(tags.Select(tag => new KeyValue(tag.Name, tag.Value))),
        };
    }

    private static string Id(Experiment experiment) => experiment.Id.ToString(CultureInfo.InvariantCulture);

    private static NamedText CheckTag(KeyValue tag) =>
        new(
            Names.Check(tag.Key, "tag"),
            tag.Value is { Length: <= LongestTag } value ? value : Names.Cut(tag.Value, LongestTag)
        );

    private static string CheckName(string? name, string parameter)
    {
        MLflowRequest.Require(name, parameter);
        return name!.Length <= Names.LongestExperiment && !name.Any(char.IsControl)
            ? name
            : throw new MLflowException(
                MLflowError.Invalid(
                    $"An experiment's name has at most {Names.LongestExperiment} characters, none of them a control character."
                )
            );
    }

    private static MLflowError OwnExperimentOnly(Caller.Trial trial, string other) =>
        MLflowError.Denied(
            $"Trial '{trial.Run.Run}' belongs to the experiment '{trial.Run.ExperimentName}' and cannot use '{other}'. Leave set_experiment out of the script, or name the sweep's experiment with experiment_name in the job file."
        );
}
