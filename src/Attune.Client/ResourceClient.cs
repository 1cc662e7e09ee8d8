using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Protocols.Arm;

namespace Attune.Client;

/// <summary>Asks a host for workspaces and what is in them, by Azure's resource protocol. Safe for concurrent use.</summary>
/// <remarks>A host that cannot be reached raises <see cref="HttpRequestException"/>; one that refuses, <see cref="HostRefusalException"/>.</remarks>
internal sealed partial class ResourceClient : IDisposable
{
    /// <summary>Stands in a path for a subscription or group that nobody named.</summary>
    public const string None = "-";

    private const string Version = "2022-10-01";
    private const string Provider = "providers/Microsoft.MachineLearningServices";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http;

    /// <summary>A client of a host.</summary>
    /// <param name="login">The way to it.</param>
    public ResourceClient(HostLogin login) => _http = login.Open(TimeSpan.FromSeconds(120));

    /// <summary>The path of a workspace.</summary>
    public static string Workspace(string name, string? subscription = null, string? group = null) =>
        $"/subscriptions/{Escaped(subscription ?? None)}/resourceGroups/{Escaped(group ?? None)}/{Provider}/workspaces/{Escaped(name)}";

    /// <summary>The path of a compute.</summary>
    public static string Compute(string workspace, string name) =>
        $"{Workspace(workspace)}/computes/{Escaped(name)}";

    /// <summary>Makes or changes a resource.</summary>
    /// <returns>The resource, and the address of the operation that goes on, if one does.</returns>
    public async Task<(Resource<T> Resource, Uri? GoesOn)> PutAsync<T>(
        string path,
        Resource<T> body,
        JsonTypeInfo<Resource<T>> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var response = await SendAsync(
                HttpMethod.Put,
                path,
                JsonContent.Create(body, type),
                cancellationToken
            )
            .ConfigureAwait(false);
        var made = await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false);
        return (made!, OperationOf(response));
    }

    /// <summary>Starts, stops or restarts something.</summary>
    /// <returns>The address of the operation that goes on.</returns>
    public async Task<Uri?> PostAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, path, null, cancellationToken)
            .ConfigureAwait(false);
        return OperationOf(response);
    }

    /// <summary>Deletes a resource.</summary>
    /// <returns>Whether it was there, and the address of the operation that goes on, if one does.</returns>
    public async Task<(bool Found, Uri? GoesOn)> DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, null, cancellationToken)
            .ConfigureAwait(false);
        return (response.StatusCode != HttpStatusCode.NoContent, OperationOf(response));
    }

    /// <summary>Waits for the end of an operation.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public async Task<string?> WaitAsync(
        Uri operation,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            using var response = await SendAsync(
                    HttpMethod.Get,
                    operation.ToString(),
                    null,
                    cancellationToken
                )
                .ConfigureAwait(false);
            var status = await response
                .Content.ReadFromJsonAsync(ArmJson.Default.OperationStatus, cancellationToken)
                .ConfigureAwait(false);
            if (status!.Status != "InProgress")
            {
                return status.Status == "Succeeded" ? null : status.Error?.Message ?? status.Status;
            }
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        var address = path.Contains("api-version=", StringComparison.Ordinal)
            ? path
            : path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "api-version=" + Version;
        using var request = new HttpRequestMessage(
            method,
            address.StartsWith('/') ? HostLogin.Below(address) : address
        )
        {
            Content = content,
        };
        var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }
        using (response)
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            throw Refusal((int)response.StatusCode, body);
        }
    }

    private static Uri? OperationOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Azure-AsyncOperation", out var addresses)
            ? new Uri(addresses.First())
            : null;

    private static HostRefusalException Refusal(int status, byte[] body)
    {
        if (OtherRefusal(status, body) is { } other)
        {
            return other;
        }
        try
        {
            var error = JsonSerializer.Deserialize(body, ArmJson.Default.ArmErrorResponse)?.Error;
            return new HostRefusalException(
                status,
                error?.Message ?? $"the host answered {status}",
                [.. (error?.Details ?? []).Select(each => new Problem(each.Target ?? "", each.Message))]
            );
        }
        catch (JsonException)
        {
            return new HostRefusalException(status, $"the host answered {status}", []);
        }
    }

    private static string Escaped(string name) => Uri.EscapeDataString(name);
}
