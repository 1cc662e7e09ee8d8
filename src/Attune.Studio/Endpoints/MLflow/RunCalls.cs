using System.Globalization;
using Attune.Client.Protocols.MLflow;
using Attune.Storage.Runs;
using Attune.Studio.Endpoints.MLflow.Search;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>The calls about runs themselves.</summary>
internal sealed class RunCalls(StudioParts parts, RunAccess access, RunViews views)
{
    private const int Page = 1000;
    private const string ParentTag = "mlflow.parentRunId";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/create", CreateAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "runs/get", GetAsync);
        routes.MapCall(Access.ContributeOrTrial, "POST", "runs/update", UpdateAsync);
        routes.MapCall(
            Access.ContributeOrTrial,
            "POST",
            "runs/delete",
            context => SetDeletedAsync(context, isDeleted: true)
        );
        routes.MapCall(
            Access.ContributeOrTrial,
            "POST",
            "runs/restore",
            context => SetDeletedAsync(context, isDeleted: false)
        );
        routes.MapCall(Access.ReadOrTrial, "POST", "runs/search", SearchAsync);
        routes.MapCall(Access.ReadOrTrial, "POST", "experiments/search-datasets", SearchDatasetsAsync);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.CreateRunRequest)
            .ConfigureAwait(false);
        var caller = Caller.Of(context);
        await access.KnowAsync(caller, context.RequestAborted).ConfigureAwait(false);
        var id = string.IsNullOrEmpty(request.ExperimentId) ? "0" : request.ExperimentId;
        var experiment = await ExperimentCalls
            .FindAsync(parts, id, context.RequestAborted)
            .ConfigureAwait(false);
        if (!RunAccess.MaySee(caller, experiment.Id))
        {
            throw new MLflowException(
                MLflowError.Denied("A trial makes runs in its sweep's experiment only.")
            );
        }
        if (experiment.IsDeleted)
        {
            throw new MLflowException(
                MLflowError.Invalid($"The experiment '{id}' must be in the 'active' state.")
            );
        }
        var tags = (request.Tags ?? [])
            .Select(tag => new NamedText(Names.Check(tag.Key, "tag"), Names.Cut(tag.Value, Names.LongestTag)))
            .Where(tag => tag.Name != RunAccess.OwnerTag)
            .ToList();
        await AdoptAsync(caller, tags, context.RequestAborted).ConfigureAwait(false);
        var run = Guid.NewGuid().ToString("N");
        var tagged = tags.FindLast(tag => tag.Name == "mlflow.runName").Value;
        var name =
            !string.IsNullOrEmpty(request.RunName) ? request.RunName
            : !string.IsNullOrEmpty(tagged) ? tagged
            : $"run-{run[..8]}";
        tags.RemoveAll(tag => tag.Name == "mlflow.runName");
        tags.Add(new NamedText("mlflow.runName", name));
        var row = new RunRecord
        {
            Run = run,
            Experiment = experiment.Id,
            Name = name,
            User = request.UserId ?? "",
            StartedAt = request.StartTime,
        };
        await parts.Database.Runs.CreateAsync(row, tags, context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, row).ConfigureAwait(false);
    }

    /// <summary>A run that a trial makes is below the trial's own, whether its script says so or not.</summary>
    private async Task AdoptAsync(Caller caller, List<NamedText> tags, CancellationToken cancellationToken)
    {
        if (caller is not Caller.Trial trial)
        {
            return;
        }
        var parent = tags.FindLast(tag => tag.Name == ParentTag).Value;
        if (parent is null)
        {
            tags.Add(new NamedText(ParentTag, trial.Run.Run));
        }
        else
        {
            await access.RequireAsync(caller, parent, cancellationToken).ConfigureAwait(false);
        }
        tags.Add(new NamedText(RunAccess.OwnerTag, trial.Run.Run));
    }

    private async Task GetAsync(HttpContext context)
    {
        var id = MLflowRequest.RequireRun(context);
        await ReplyAsync(context, await FindAsync(context, id).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.UpdateRunRequest)
            .ConfigureAwait(false);
        var found = await FindAsync(context, request.RunId ?? request.RunUuid).ConfigureAwait(false);
        if (found.IsDeleted)
        {
            throw new MLflowException(
                MLflowError.Invalid($"The run '{found.Run}' was deleted; it must be in the 'active' state.")
            );
        }
        // A status that is no word of the protocol is passed over.
        RunStatus? status =
            Enum.TryParse<RunStatus>(request.Status, ignoreCase: true, out var known) && Enum.IsDefined(known)
                ? known
                : null;
        var changed = await parts
            .Database.Runs.UpdateAsync(
                found.Run,
                row =>
                    row with
                    {
                        Status = status ?? row.Status,
                        EndedAt = request.EndTime ?? row.EndedAt,
                        Name = string.IsNullOrEmpty(request.RunName) ? row.Name : request.RunName,
                    },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        if (!string.IsNullOrEmpty(request.RunName))
        {
            NamedText[] tag = [new("mlflow.runName", request.RunName)];
            await parts
                .Database.Runs.LogBatchAsync(found.Run, [], [], tag, context.RequestAborted)
                .ConfigureAwait(false);
        }
        await MLflowReply
            .WriteAsync(
                context,
                new RunInfoResponse(RunViews.Info(changed ?? found)),
                MLflowJson.Default.RunInfoResponse
            )
            .ConfigureAwait(false);
    }

    private async Task SetDeletedAsync(HttpContext context, bool isDeleted)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.RunIdRequest)
            .ConfigureAwait(false);
        var found = await FindAsync(context, request.RunId ?? request.RunUuid).ConfigureAwait(false);
        if (Caller.Of(context) is Caller.Trial trial && trial.Run.Run == found.Run)
        {
            throw new MLflowException(MLflowError.Denied("A trial cannot delete its own run."));
        }
        await parts
            .Database.Runs.UpdateAsync(
                found.Run,
                row => row with { IsDeleted = isDeleted },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task SearchAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.SearchRunsRequest)
            .ConfigureAwait(false);
        var size = MLflowRequest.PageSize(request.MaxResults, 1000, 50_000);
        var filter = Filter.Parse(request.Filter, FilterDialect.Runs);
        var order = SearchOrder.Parse(request.OrderBy, FilterDialect.Runs);
        var from = PageToken.Read(request.PageToken);
        var view = LifecycleView.Parse(request.RunViewType);
        var whole = filter.NeedsData || order.NeedsData;
        var found = new List<Run>();
        await foreach (var row in RowsAsync(context, request.ExperimentIds ?? []).ConfigureAwait(false))
        {
            if (view.Shows(row.IsDeleted))
            {
                var run = whole
                    ? await views.FullAsync(row, context.RequestAborted).ConfigureAwait(false)
                    : new Run { Info = RunViews.Info(row), Data = new RunData() };
                if (filter.Matches(new RunSubject(run)))
                {
                    found.Add(run);
                }
            }
        }
        var sorted = order
            .Sort(found, run => new RunSubject(run))
            .ThenByDescending(run => run.Info.StartTime)
            .ThenBy(run => run.Info.RunId, StringComparer.Ordinal)
            .Skip((int)Math.Min(from, int.MaxValue))
            .ToArray();
        var page = sorted.Take(size).ToArray();
        for (var i = 0; i < page.Length && !whole; i++)
        {
            var row = await parts
                .Database.Runs.FindAsync(page[i].Info.RunId, context.RequestAborted)
                .ConfigureAwait(false);
            page[i] = row is null
                ? page[i]
                : await views.FullAsync(row, context.RequestAborted).ConfigureAwait(false);
        }
        var next = sorted.Length > size ? PageToken.Of(from + size) : null;
        await MLflowReply
            .WriteAsync(
                context,
                new SearchRunsResponse(RunViews.OrNull(page), next),
                MLflowJson.Default.SearchRunsResponse
            )
            .ConfigureAwait(false);
    }

    private async Task SearchDatasetsAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.SearchDatasetsRequest)
            .ConfigureAwait(false);
        var found = new HashSet<DatasetSummary>();
        await foreach (var row in RowsAsync(context, request.ExperimentIds ?? []).ConfigureAwait(false))
        {
            var run = await views.FullAsync(row, context.RequestAborted).ConfigureAwait(false);
            foreach (var input in run.Inputs?.DatasetInputs ?? [])
            {
                var use = Pairs.Find(input.Tags, "mlflow.data.context").FirstOrDefault();
                found.Add(
                    new DatasetSummary(run.Info.ExperimentId, input.Dataset?.Name, input.Dataset?.Digest, use)
                );
            }
        }
        await MLflowReply
            .WriteAsync(
                context,
                new DatasetsResponse(RunViews.OrNull(found)),
                MLflowJson.Default.DatasetsResponse
            )
            .ConfigureAwait(false);
    }

    /// <summary>The runs of some experiments that the caller may see.</summary>
    private async IAsyncEnumerable<RunRecord> RowsAsync(
        HttpContext context,
        IReadOnlyList<string> experiments
    )
    {
        var caller = Caller.Of(context);
        await access.KnowAsync(caller, context.RequestAborted).ConfigureAwait(false);
        foreach (var text in experiments.Distinct())
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var experiment))
            {
                continue;
            }
            if (!RunAccess.MaySee(caller, experiment))
            {
                throw new MLflowException(
                    MLflowError.Denied("A trial searches its sweep's experiment only.")
                );
            }
            string? after = null;
            IReadOnlyList<RunRecord> page;
            do
            {
                page = await parts
                    .Database.Runs.ListAsync(experiment, after, Page, context.RequestAborted)
                    .ConfigureAwait(false);
                foreach (var row in page)
                {
                    if (
                        await access
                            .MaySeeAsync(caller, row.Run, context.RequestAborted)
                            .ConfigureAwait(false)
                    )
                    {
                        yield return row;
                    }
                }
                after = page.Count == 0 ? null : page[^1].Run;
            } while (page.Count == Page);
        }
    }

    private Task<RunRecord> FindAsync(HttpContext context, string? id) =>
        access.FindAsync(Caller.Of(context), MLflowRequest.Require(id, "run_id"), context.RequestAborted);

    private async Task ReplyAsync(HttpContext context, RunRecord row)
    {
        var run = await views.FullAsync(row, context.RequestAborted).ConfigureAwait(false);
        await MLflowReply
            .WriteAsync(context, new RunResponse(run), MLflowJson.Default.RunResponse)
            .ConfigureAwait(false);
    }
}
