using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Protocols.Control;

namespace Attune.Client;

/// <summary>Hands jobs to a host, and asks it how they stand. Safe for concurrent use.</summary>
/// <remarks>A host that cannot be reached raises <see cref="HttpRequestException"/>; one that refuses, <see cref="HostRefusalException"/>.</remarks>
public sealed partial class HostClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // Files are copied, and models may be large.
    private static readonly TimeSpan PatienceWithFiles = TimeSpan.FromHours(12);

    private readonly HttpClient _http;
    private readonly string _workspace;

    /// <summary>A client of a host.</summary>
    /// <param name="login">The way to it.</param>
    /// <param name="workspace">The workspace that is meant. Default <c>default</c>.</param>
    public HostClient(HostLogin login, string workspace = "default")
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentException.ThrowIfNullOrEmpty(workspace);
        _http = login.Open(Timeout.InfiniteTimeSpan);
        _workspace = workspace;
    }

    /// <summary>Hands in a job file of the host's own machine.</summary>
    internal Task<SubmitResponse> SubmitAsync(SubmitRequest request, CancellationToken cancellationToken) =>
        AskAsync(
            HttpMethod.Post,
            ControlCall.Jobs,
            JsonContent.Create(request, ControlJson.Default.SubmitRequest),
            ControlJson.Default.SubmitResponse,
            cancellationToken
        );

    /// <summary>Runs a trial again, as a job of its own.</summary>
    internal Task<SubmitResponse> RerunAsync(string trial, CancellationToken cancellationToken) =>
        AskAsync(
            HttpMethod.Post,
            ControlCall.Job(_workspace, trial, "rerun"),
            null,
            ControlJson.Default.SubmitResponse,
            cancellationToken
        );

    /// <summary>How a job stands.</summary>
    /// <exception cref="HostRefusalException">There is no such job (404).</exception>
    public Task<JobResponse> FindAsync(string name, CancellationToken cancellationToken) =>
        JobAsync(HttpMethod.Get, ControlCall.Job(_workspace, name), null, cancellationToken);

    /// <summary>Cancels a job, or stops one trial.</summary>
    public Task<JobResponse> CancelAsync(string name, string reason, CancellationToken cancellationToken) =>
        JobAsync(
            HttpMethod.Post,
            ControlCall.Job(_workspace, name, "cancel"),
            JsonContent.Create(new ReasonRequest(reason), ControlJson.Default.ReasonRequest),
            cancellationToken
        );

    /// <summary>Lets an ended or interrupted job go on.</summary>
    public Task<JobResponse> ResumeAsync(string name, CancellationToken cancellationToken) =>
        JobAsync(HttpMethod.Post, ControlCall.Job(_workspace, name, "resume"), null, cancellationToken);

    /// <summary>Hides a job from lists, or shows it again.</summary>
    public Task<JobResponse> ArchiveAsync(string name, bool archived, CancellationToken cancellationToken) =>
        JobAsync(
            HttpMethod.Post,
            ControlCall.Job(_workspace, name, "archive"),
            JsonContent.Create(new ArchiveRequest(archived), ControlJson.Default.ArchiveRequest),
            cancellationToken
        );

    /// <summary>Deletes a job that is over, with all that it left.</summary>
    public Task<JobResponse> DeleteAsync(string name, CancellationToken cancellationToken) =>
        JobAsync(HttpMethod.Delete, ControlCall.Job(_workspace, name), null, cancellationToken);

    /// <summary>A code that signs the owner in to the studio of this host, once, within minutes.</summary>
    internal async Task<string> SignInCodeAsync(CancellationToken cancellationToken) =>
        (
            await AskAsync(
                    HttpMethod.Post,
                    ControlCall.SignInCode,
                    null,
                    ControlJson.Default.SignInCodeResponse,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Code;

    /// <summary>Registers a model.</summary>
    internal Task<ModelResponse> RegisterModelAsync(
        RegisterModelRequest request,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            HttpMethod.Post,
            ControlCall.Models(_workspace),
            JsonContent.Create(request, ControlJson.Default.RegisterModelRequest),
            ControlJson.Default.ModelResponse,
            cancellationToken,
            PatienceWithFiles
        );

    /// <summary>Deletes a version of a model, or the model with all its versions.</summary>
    internal Task<ModelResponse> DeleteModelAsync(
        string name,
        int? version,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            HttpMethod.Delete,
            version is { } number
                ? ControlCall.Model(_workspace, name, number)
                : ControlCall.Model(_workspace, name),
            null,
            ControlJson.Default.ModelResponse,
            cancellationToken,
            PatienceWithFiles
        );

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<JobResponse> JobAsync(
        HttpMethod method,
        string call,
        HttpContent? content,
        CancellationToken cancellationToken
    ) => AskAsync(method, call, content, ControlJson.Default.JobResponse, cancellationToken);

    private async Task<T> AskAsync<T>(
        HttpMethod method,
        string call,
        HttpContent? content,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        TimeSpan? patience = null
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? Patience);
        using var request = new HttpRequestMessage(method, HostLogin.Below(call)) { Content = content };
        try
        {
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? JsonSerializer.Deserialize(body, type)!
                : throw Refusal((int)response.StatusCode, body);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("it took too long.", error);
        }
    }

    private static HostRefusalException Refusal(int status, byte[] body)
    {
        try
        {
            var refusal = JsonSerializer.Deserialize(body, ControlJson.Default.RefusalResponse);
            return new HostRefusalException(
                status,
                refusal?.Message ?? $"the host answered {status}",
                [.. (refusal?.Problems ?? []).Select(problem => problem.ToProblem())]
            );
        }
        catch (JsonException)
        {
            return new HostRefusalException(status, $"the host answered {status}", []);
        }
    }
}
