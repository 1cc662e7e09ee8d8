using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>What the host asks an instance's Jupyter. Thread-safe.</summary>
internal sealed class JupyterCalls : IDisposable
{
    // This machine's own addresses are reached without a proxy, and a redirect would lead to a page that asks for a token.
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Whether it answers.</summary>
    public Task<bool> AnswersAsync(InstanceDoor door, CancellationToken cancellationToken) =>
        HasAsync(door, "api/status", cancellationToken);

    /// <summary>What can be opened: what of it is installed.</summary>
    public async Task<IReadOnlyList<InstanceApplication>> ApplicationsAsync(
        InstanceDoor door,
        string place,
        CancellationToken cancellationToken
    )
    {
        var found = new List<InstanceApplication> { new("Jupyter", place + "tree") };
        if (await HasAsync(door, "lab", cancellationToken).ConfigureAwait(false))
        {
            found.Add(new InstanceApplication("JupyterLab", place + "lab"));
        }
        if (
            await HasAsync(door, "api/terminals", cancellationToken).ConfigureAwait(false)
            && (
                await LengthAsync(door, JupyterTerminals.Pages, cancellationToken).ConfigureAwait(false)
                    is not < JupyterTerminals.Whole
                || await HasAsync(door, JupyterTerminals.Mended, cancellationToken).ConfigureAwait(false)
            )
        )
        {
            // The address makes the terminal where there is none yet.
            found.Add(new InstanceApplication("Terminal", place + "terminals/new/1"));
        }
        return found;
    }

    /// <summary>When a kernel or a terminal last did something: now while a kernel works, long ago when there is none; null when nothing answers.</summary>
    public async Task<DateTimeOffset?> ActiveAtAsync(
        InstanceDoor door,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var last = DateTimeOffset.MinValue;
        foreach (var kind in (string[])["api/kernels", "api/terminals"])
        {
            if (await ListAsync(door, kind, cancellationToken).ConfigureAwait(false) is not { } list)
            {
                return null;
            }
            foreach (var each in list)
            {
                if ((string?)each?["execution_state"] is "busy" or "starting")
                {
                    return now;
                }
                if (
                    DateTimeOffset.TryParse(
                        (string?)each?["last_activity"],
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var at
                    )
                    && at > last
                )
                {
                    last = at;
                }
            }
        }
        return last;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonArray?> ListAsync(
        InstanceDoor door,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var response = await SendAsync(door, path, cancellationToken).ConfigureAwait(false);
        if (response is not { IsSuccessStatusCode: true })
        {
            // Terminals may not be installed.
            return response?.StatusCode == HttpStatusCode.NotFound ? [] : null;
        }
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return JsonNode.Parse(text) as JsonArray;
    }

    private async Task<bool> HasAsync(InstanceDoor door, string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(door, path, cancellationToken).ConfigureAwait(false);
        return response?.StatusCode == HttpStatusCode.OK;
    }

    private async Task<long?> LengthAsync(InstanceDoor door, string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(door, path, cancellationToken).ConfigureAwait(false);
        return response?.StatusCode == HttpStatusCode.OK ? response.Content.Headers.ContentLength : null;
    }

    private async Task<HttpResponseMessage?> SendAsync(
        InstanceDoor door,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(door.Address, $"{door.Path}{path}?no_track_activity=1")
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("token", door.Token);
        try
        {
            return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error is HttpRequestException
                || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return null;
        }
    }
}
