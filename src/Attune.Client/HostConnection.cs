using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Protocols.MLflow;

namespace Attune.Client;

/// <summary>Calls to the host that outlast its absence: tried again with growing pauses until they are answered.</summary>
/// <remarks>Safe for concurrent use. Repeating a call is harmless: the host keeps equal points once.</remarks>
internal sealed class HostConnection : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;

    public HostConnection(Uri host, string? token, TimeSpan patience, TimeProvider time)
    {
        (_patience, _time) = (patience, time);
        // A proxy of the machine is not asked for the machine's own addresses.
        var handler = new SocketsHttpHandler { UseProxy = !host.IsLoopback, AllowAutoRedirect = false };
        _http = new HttpClient(handler) { BaseAddress = host, Timeout = TimeSpan.FromSeconds(120) };
        if (!string.IsNullOrEmpty(token))
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Posts a call of the tracking protocol.</summary>
    /// <exception cref="TrialLoggingException">The host refused it, or was away for too long.</exception>
    public Task PostAsync<T>(
        string call,
        T request,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, type);
        return SendAsync(
            () =>
            {
                var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                return new HttpRequestMessage(HttpMethod.Post, $"/api/2.0/mlflow/{call}")
                {
                    Content = content,
                };
            },
            cancellationToken
        );
    }

    /// <summary>Sends a request, made anew for each try.</summary>
    public async Task SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            var (retryAfter, trouble) = await TryAsync(make, cancellationToken).ConfigureAwait(false);
            if (trouble is null)
            {
                return;
            }
            var wait = retryAfter is { } asked && asked > pause ? asked : pause;
            if (_time.GetElapsedTime(started) + wait > _patience)
            {
                throw new TrialLoggingException(
                    $"The host at {_http.BaseAddress} did not take the call for {_patience.TotalSeconds:0} s: {trouble.Message}",
                    trouble
                );
            }
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(TimeSpan? RetryAfter, Exception? Trouble)> TryAsync(
        Func<HttpRequestMessage> make,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var request = make();
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return default;
            }
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            var refusal = new TrialLoggingException(Words(text, response.StatusCode));
            return MayPass(response.StatusCode)
                ? (response.Headers.RetryAfter?.Delta, refusal)
                : throw refusal;
        }
        catch (Exception error)
            when (error is HttpRequestException or IOException
                || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return (null, error);
        }
    }

    private static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static string Words(string body, HttpStatusCode status)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, MLflowJson.Default.ErrorResponse);
            return error?.Message is { Length: > 0 } message ? message : $"the host answered {(int)status}";
        }
        catch (JsonException)
        {
            return $"the host answered {(int)status}";
        }
    }
}
