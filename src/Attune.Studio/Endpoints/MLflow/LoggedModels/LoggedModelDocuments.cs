using System.Text.Json;
using Attune.Client.Protocols.MLflow;
using Attune.Storage.Runs;
using Attune.Studio.SignIn;

namespace Attune.Studio.Endpoints.MLflow.LoggedModels;

/// <summary>The models that runs logged (MLflow 3), kept as documents.</summary>
internal sealed class LoggedModelDocuments(StudioParts parts, StudioOptions options, RunAccess access)
{
    private const string Kind = "mlflow-logged-model";
    private const int Page = 500;

    public Task<RunRecord?> RunAsync(string run, CancellationToken cancellationToken) =>
        parts.Database.Runs.FindAsync(run, cancellationToken);

    /// <summary>A model that the caller may use, with its version.</summary>
    public async Task<(LoggedModel Model, long Version)> FindAsync(
        Caller caller,
        string id,
        CancellationToken cancellationToken
    )
    {
        return await TryFindAsync(caller, id, cancellationToken).ConfigureAwait(false)
            ?? throw new MLflowException(
                caller is Caller.Trial
                    ? MLflowError.Denied("A trial uses its own models only.")
                    : MLflowError.Unknown($"There is no logged model '{id}'.")
            );
    }

    /// <summary>A model with its version; null when there is none.</summary>
    /// <exception cref="MLflowException">The caller may not use it.</exception>
    public async Task<(LoggedModel Model, long Version)?> TryFindAsync(
        Caller caller,
        string id,
        CancellationToken cancellationToken
    )
    {
        var document = await parts
            .Database.Documents.FindAsync(options.Workspace, Kind, id, cancellationToken)
            .ConfigureAwait(false);
        if (document is null)
        {
            return null;
        }
        var model = JsonSerializer.Deserialize(document.Json, MLflowJson.Default.LoggedModel)!;
        if (caller is Caller.Trial)
        {
            await access
                .RequireAsync(caller, model.Info.SourceRunId ?? "", cancellationToken)
                .ConfigureAwait(false);
        }
        return model.Info.IsDeleted == true ? null : (model, document.Version);
    }

    public async Task<IReadOnlyList<LoggedModel>> ListAsync(
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var found = new List<LoggedModel>();
        string? after = null;
        do
        {
            var page = await parts
                .Database.Documents.ListAsync(options.Workspace, Kind, after, Page, cancellationToken)
                .ConfigureAwait(false);
            foreach (var document in page)
            {
                var model = JsonSerializer.Deserialize(document.Json, MLflowJson.Default.LoggedModel)!;
                if (
                    model.Info.IsDeleted != true
                    && await access
                        .MaySeeAsync(caller, model.Info.SourceRunId ?? "", cancellationToken)
                        .ConfigureAwait(false)
                )
                {
                    found.Add(model);
                }
            }
            after = page.Count == Page ? page[^1].Name : null;
        } while (after is not null);
        return found;
    }

    public Task AddAsync(LoggedModel model, CancellationToken cancellationToken) =>
        SaveAsync(model, 0, cancellationToken);

    /// <summary>Changes a model that the caller may use.</summary>
    public async Task<LoggedModel> ChangeAsync(
        Caller caller,
        string id,
        Func<LoggedModel, LoggedModel> change,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var (model, version) = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
            var changed = change(model);
            changed = changed with
            {
                Info = changed.Info with
                {
                    LastUpdatedTimestampMs = parts.Time.GetUtcNow().ToUnixTimeMilliseconds(),
                },
            };
            if (await SaveAsync(changed, version, cancellationToken).ConfigureAwait(false) is not null)
            {
                return changed;
            }
        }
    }

    private Task<long?> SaveAsync(LoggedModel model, long version, CancellationToken cancellationToken) =>
        parts.Database.Documents.SaveAsync(
            options.Workspace,
            Kind,
            model.Info.ModelId,
            JsonSerializer.Serialize(model, MLflowJson.Default.LoggedModel),
            version,
            cancellationToken
        );
}
