using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Attune.Storage;
using Attune.Studio.SignIn;
using Attune.Workspace.Metrics;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.Tests;

/// <summary>A real host with a real database in a home of its own.</summary>
public sealed class TestHost : IAsyncLifetime, ITrialDirectory
{
    private readonly ConcurrentDictionary<string, TrialRun> _trials = new(StringComparer.Ordinal);
    private StudioHost? _host;

    public string Home { get; } = Directory.CreateTempSubdirectory("attune-host-").FullName;

    public AttuneDatabase Database { get; private set; } = null!;

    public MetricInbox Inbox { get; private set; } = null!;

    public StudioHost Studio => _host!;

    public LogLines Log { get; } = new();

    /// <summary>Speaks with the host's own token.</summary>
    public HttpClient Http { get; private set; } = null!;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await AttuneDatabase.OpenAsync(Home, cancellationToken: Token);
        Inbox = new MetricInbox(Database.Measurements);
        await StartAsync();
        Http = Client(HostToken.Of(Home));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        await Database.DisposeAsync();
        Log.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    public async Task StartAsync() =>
        _host = await StudioHost.StartAsync(
            new StudioOptions { Home = Home, MayMove = _host is null },
            new StudioParts(Database, Inbox, this, null, Log),
            Token
        );

    public ValueTask StopAsync() => _host!.DisposeAsync();

    public TrialRun? Find(string run) => _trials.GetValueOrDefault(run);

    /// <summary>Makes a trial known.</summary>
    public async Task<TrialRun> TrialAsync(
        string run,
        int attempt = 1,
        bool isLive = true,
        string experiment = "sweep"
    )
    {
        var made =
            await Database.Experiments.FindAsync("default", experiment, Token)
            ?? await Database.Experiments.CreateAsync("default", experiment, null, [], Token);
        var folder = Path.Combine(Home, "workspaces", "default", "jobs", run);
        Directory.CreateDirectory(Path.Combine(folder, "outputs"));
        return _trials[run] = new TrialRun
        {
            Run = run,
            Attempt = attempt,
            IsLive = isLive,
            ExperimentId = made!.Id,
            ExperimentName = experiment,
            Folder = folder,
            Parameters = new Dictionary<string, string> { ["lr"] = "0.1" },
        };
    }

    public void Forget(string run) => _trials.TryRemove(run, out _);

    public HttpClient ClientOf(TrialRun trial) => Client(Studio.Tokens.Issue(trial.Run, trial.Attempt));

    public HttpClient Client(string? token)
    {
        var client = new HttpClient { BaseAddress = Studio.Address };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        return client;
    }

    public async Task<string> RunAsync(string experiment = "0") =>
        (await Http.PostOkAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","start_time":5}"""))[
            "run"
        ]!["info"]!["run_id"]!.GetValue<string>();

    public sealed class LogLines : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public void AddProvider(ILoggerProvider provider) { }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
            }
        }
    }
}

internal static class Calls
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client,
        string method,
        string path,
        string? json = null,
        string prefix = "/api/2.0/mlflow/"
    )
    {
        var request = new HttpRequestMessage(
            new HttpMethod(method),
            path.StartsWith('/') ? path : prefix + path
        );
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }
        return client.SendAsync(request, Token);
    }

    public static Task<JsonNode> PostOkAsync(this HttpClient client, string path, string json) =>
        client.OkAsync("POST", path, json);

    public static Task<JsonNode> GetOkAsync(this HttpClient client, string path) =>
        client.OkAsync("GET", path);

    public static async Task<JsonNode> OkAsync(
        this HttpClient client,
        string method,
        string path,
        string? json = null
    )
    {
        using var response = await client.SendAsync(method, path, json);
        var body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(body)!;
    }

    /// <summary>Expects a refusal in the protocol's form, with the status that belongs to its code.</summary>
    public static async Task<string> RefusedAsync(
        this HttpClient client,
        int status,
        string code,
        string method,
        string path,
        string? json = null
    )
    {
        using var response = await client.SendAsync(method, path, json);
        var body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(
            status == (int)response.StatusCode,
            $"{method} {path} {json}: {(int)response.StatusCode} {body}"
        );
        var error = JsonNode.Parse(body)!;
        Assert.Equal(code, error["error_code"]!.GetValue<string>());
        return error["message"]!.GetValue<string>();
    }
}
