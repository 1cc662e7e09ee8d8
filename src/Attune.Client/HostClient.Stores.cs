using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Protocols.Control;
using Attune.Studies;

namespace Attune.Client;

/// <summary>What a host is asked to look at its home from afar.</summary>
public sealed partial class HostClient
{
    /// <summary>The home that the host holds, and who is asking.</summary>
    internal Task<HomeResponse> HomeAsync(CancellationToken cancellationToken) =>
        GetAsync(ControlCall.Home, ControlJson.Default.HomeResponse, cancellationToken);

    /// <summary>Swaps a code, or a name and its password, for a token.</summary>
    internal Task<LoginResponse> LoginAsync(LoginRequest request, CancellationToken cancellationToken) =>
        AskAsync(
            HttpMethod.Post,
            ControlCall.Login,
            JsonContent.Create(request, ControlJson.Default.LoginRequest),
            ControlJson.Default.LoginResponse,
            cancellationToken
        );

    /// <summary>A document; null when there is none.</summary>
    internal Task<DocumentRecord?> DocumentAsync(
        string workspace,
        string kind,
        string name,
        CancellationToken cancellationToken
    ) =>
        FindAsync(
            ControlCall.Documents(workspace, kind) + "?name=" + Uri.EscapeDataString(name),
            ControlJson.Default.DocumentRecord,
            cancellationToken
        );

    /// <summary>Documents of a kind, by name.</summary>
    internal async Task<IReadOnlyList<DocumentRecord>> DocumentsAsync(
        string workspace,
        string kind,
        string? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        (
            await GetAsync(
                    FormattableString.Invariant(
                        $"{ControlCall.Documents(workspace, kind)}?limit={limit}&after={Uri.EscapeDataString(after ?? "")}"
                    ),
                    ControlJson.Default.DocumentsResponse,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Documents;

    /// <summary>A study; null when the job has none yet.</summary>
    internal Task<StudyResponse?> StudyAsync(string name, CancellationToken cancellationToken) =>
        FindAsync(ControlCall.Study(_workspace, name), ControlJson.Default.StudyResponse, cancellationToken);

    /// <summary>What has happened in a study after a revision.</summary>
    internal async Task<IReadOnlyList<StudyChange>> ChangesAsync(
        string name,
        long after,
        CancellationToken cancellationToken
    )
    {
        using var response = await SendAsync(
                HttpMethod.Get,
                FormattableString.Invariant($"{ControlCall.Study(_workspace, name)}/changes?after={after}"),
                null,
                cancellationToken
            )
            .ConfigureAwait(false);
        await using var body = await response
            .Content.ReadAsStreamAsync(cancellationToken)
            .ConfigureAwait(false);
        var changes = new List<StudyChange>();
        await foreach (
            var change in JsonSerializer
                .DeserializeAsyncEnumerable(body, StudyJson.Default.StudyChange, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            changes.Add(change!);
        }
        return changes;
    }

    /// <summary>Points of a run in order of arrival.</summary>
    internal async Task<IReadOnlyList<Measurement>> PointsAsync(
        string run,
        string? metric,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        (
            await GetAsync(
                    FormattableString.Invariant(
                        $"{ControlCall.Points(_workspace, run)}?after={after}&limit={limit}"
                    ) + (metric is null ? "" : "&metric=" + Uri.EscapeDataString(metric)),
                    ControlJson.Default.PointsResponse,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Points;

    /// <summary>The latest point of each metric of a run.</summary>
    internal async Task<IReadOnlyList<Measurement>> LatestAsync(
        string run,
        CancellationToken cancellationToken
    ) =>
        (
            await GetAsync(
                    ControlCall.Points(_workspace, run) + "/latest",
                    ControlJson.Default.PointsResponse,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Points;

    /// <summary>Opens a file of a job from a place on; null when it is not there, or ends before.</summary>
    /// <param name="job">The job.</param>
    /// <param name="path">The file, in the job's folder, with <c>/</c>.</param>
    /// <param name="from">The first byte; negative counts from its end.</param>
    /// <param name="cancellationToken">Gives up before it is open.</param>
    internal async Task<Stream?> OpenFileAsync(
        string job,
        string path,
        long from,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            HostLogin.Below($"{ControlCall.Job(_workspace, job, "file")}?path={Uri.EscapeDataString(path)}")
        );
        request.Headers.Range =
            from < 0 ? new RangeHeaderValue(null, -from)
            : from > 0 ? new RangeHeaderValue(from, null)
            : null;
        var response = await _http
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            if (
                response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable
                || (from > 0 && response.StatusCode == HttpStatusCode.OK)
            )
            {
                response.Dispose();
                return null;
            }
            await RequireAsync(response, cancellationToken).ConfigureAwait(false);
            // Disposing of the stream ends the answer.
            return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private Task<T> GetAsync<T>(string call, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, call, null, type, cancellationToken);

    private async Task<T?> FindAsync<T>(
        string call,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        try
        {
            return await GetAsync(call, type, cancellationToken).ConfigureAwait(false);
        }
        catch (HostRefusalException refusal) when (refusal.Status == 404)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string call,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, HostLogin.Below(call)) { Content = content };
        var response = await _http
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            await RequireAsync(response, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task RequireAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(
                (int)response.StatusCode,
                await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)
            );
        }
    }
}
