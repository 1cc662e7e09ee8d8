using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Protocols.MLflow;

namespace Attune.Client;

/// <summary>What is read, and the files that go with it; also the calls of the tracking protocol that know registered models and files.</summary>
internal sealed partial class ResourceClient
{
    private const string Tracking = "/api/2.0/mlflow/";

    /// <summary>The path of a workspace's run history.</summary>
    public static string History(string workspace) => "/history/v1.0" + Workspace(workspace);

    /// <summary>The path of files in a datastore.</summary>
    public static string Files(string workspace, string store, string path) =>
        $"/attune/v1/workspaces/{Escaped(workspace)}/datastores/{Escaped(store)}/files/{EscapedPath(path)}";

    /// <summary>Reads a resource; null when there is none.</summary>
    public async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await GetAsync(path, type, cancellationToken).ConfigureAwait(false);
        }
        catch (HostRefusalException error) when (error.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads a resource, or a page of some.</summary>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken)
            .ConfigureAwait(false);
        return (await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Puts a file, whole.</summary>
    public async Task PutFileAsync(string path, string file, CancellationToken cancellationToken)
    {
        var stream = File.OpenRead(file);
        await using var _ = stream.ConfigureAwait(false);
        using var content = new StreamContent(stream);
        using var response = await SendAsync(HttpMethod.Put, path, content, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Fetches a file; half a file is never left.</summary>
    public async Task FetchFileAsync(string path, string file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken)
            .ConfigureAwait(false);
        var partial = file + ".part";
        var stream = File.Create(partial);
        await using (stream.ConfigureAwait(false))
        {
            await response.Content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        File.Move(partial, file, overwrite: true);
    }

    /// <summary>Asks by the tracking protocol.</summary>
    public Task<T> TrackedAsync<T>(string call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => GetAsync(Tracking + call, type, cancellationToken);

    /// <summary>Asks by the tracking protocol for what need not be there.</summary>
    public Task<T?> FindTrackedAsync<T>(
        string call,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class => FindAsync(Tracking + call, type, cancellationToken);

    /// <summary>Changes something by the tracking protocol.</summary>
    public async Task<T> TrackedAsync<TRequest, T>(
        string call,
        TRequest request,
        JsonTypeInfo<TRequest> asked,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        // The host takes no body in pieces here.
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, asked));
        content.Headers.ContentType = new("application/json");
        using var response = await SendAsync(HttpMethod.Post, Tracking + call, content, cancellationToken)
            .ConfigureAwait(false);
        return (await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>A path of names with <c>/</c> between them as part of an address.</summary>
    public static string EscapedPath(string path) => string.Join('/', path.Split('/').Select(Escaped));

    // The tracking protocol and the sign-in refuse in a form of their own.
    private static HostRefusalException? OtherRefusal(int status, byte[] body)
    {
        try
        {
            return
                JsonSerializer.Deserialize(body, MLflowJson.Default.ErrorResponse)
                    is { ErrorCode: not null, Message: { } message }
                ? new HostRefusalException(status, message, [])
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
