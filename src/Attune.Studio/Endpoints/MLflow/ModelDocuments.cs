using System.Text.Json;
using Attune.Client.Protocols.MLflow;
using Attune.Storage.Runs;
using Attune.Studio.SignIn;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>The models that runs logged (MLflow 3), kept as documents.</summary>
internal sealed class ModelDocuments(StudioParts parts, StudioOptions options, RunAccess access)
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
        var document =
            await parts
                .Database.Documents.FindAsync(options.Workspace, Kind, id, cancellationToken)
                .ConfigureAwait(false)
            ?? throw new MLflowException(
                caller is Caller.Trial
                    ? MLflowError.Denied("A trial uses its own models only.")
                    : MLflowError.Unknown($"There is no logged model '{id}'.")
            );
        var model = JsonSerializer.Deserialize(document.Json, MLflowJson.Default.LoggedModel)!;
        if (caller is Caller.Trial)
        {
            await access
                .RequireAsync(caller, model.Info.SourceRunId ?? "", cancellationToken)
                .ConfigureAwait(false);
        }
        return (model, document.Version);
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
                    await access
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

    public async Task DeleteAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
        await parts
            .Database.Documents.DeleteAsync(options.Workspace, Kind, id, null, cancellationToken)
            .ConfigureAwait(false);
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
