using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Compute;
using Attune.Workspace.Executors;
using Attune.Workspace.Homes;

namespace Attune.Studio.Tests.Arm;

/// <summary>A host that runs jobs for real and listens with TLS too, in a home of its own.</summary>
public sealed class ArmHost : IAsyncLifetime
{
    public const string Subscription = "/subscriptions/0000-1111/resourceGroups/rg-test";
    public const string Provider = Subscription + "/providers/Microsoft.MachineLearningServices";
    public const string Workspace = Provider + "/workspaces/default";
    public const string Version = "2022-10-01";

    private readonly string _folder = Directory.CreateTempSubdirectory("attune-arm-").FullName;
    private readonly TestHost.LogLines _log = new();

    public Home Home { get; private set; } = null!;

    public WorkspaceHost Host { get; private set; } = null!;

    public StudioHost Studio { get; private set; } = null!;

    public GatedDriver Driver { get; } = new();

    /// <summary>Speaks with the host's own token.</summary>
    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Home = Home.Create(Path.Combine(_folder, Home.FolderName));
        await StartAsync();
    }

    public async Task StartAsync()
    {
        StudioHost? studio = null;
        Host = await WorkspaceHost.OpenAsync(
            Home,
            new WorkspaceOptions
            {
                Loggers = _log,
                InstanceDriver = Driver,
                Variables = trial => studio!.Variables(trial),
            },
            Calls.Token
        );
        Studio = studio = await StudioHost.StartAsync(
            new StudioOptions { Home = Home.Root, Tls = true },
            new StudioParts(Host.Database, Host.Inbox, Host.Trials, Host, _log),
            Calls.Token
        );
        Http = new HttpClient { BaseAddress = Studio.Address, Timeout = TimeSpan.FromMinutes(3) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            HostToken.Of(Home.Root)
        );
    }

    public async Task StopAsync()
    {
        Http.Dispose();
        Host.Interrupt(StopMode.Forceful);
        await Host.WhenIdleAsync(CancellationToken.None);
        await Studio.DisposeAsync();
        await Host.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Driver.Gate.TrySetResult();
        await StopAsync();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>An address with its api-version.</summary>
    public static string With(string path) =>
        path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "api-version=" + Version;

    public async Task<(int Status, JsonNode? Body, HttpResponseHeaders Headers)> SendAsync(
        string method,
        string path,
        string? json = null
    )
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            path.StartsWith("http", StringComparison.Ordinal)
                ? path
                : With(
                    path.StartsWith("/subscriptions", StringComparison.OrdinalIgnoreCase)
                        ? path
                        : Workspace + path
                )
        );
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }
        using var response = await Http.SendAsync(request, Calls.Token);
        var text = await response.Content.ReadAsStringAsync(Calls.Token);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Headers);
    }

    public async Task<JsonNode> OkAsync(string method, string path, string? json = null)
    {
        var (status, body, _) = await SendAsync(method, path, json);
        Assert.True(status is 200 or 201, $"{method} {path}: {status} {body}");
        return body!;
    }

    /// <summary>Expects a refusal in the protocol's form.</summary>
    public async Task<JsonNode> RefusedAsync(
        int status,
        string code,
        string method,
        string path,
        string? json = null
    )
    {
        var (answered, body, headers) = await SendAsync(method, path, json);
        Assert.True(status == answered, $"{method} {path}: {answered} {body}");
        var error = body!["error"]!;
        Assert.Equal(code, error["code"]!.GetValue<string>());
        Assert.NotEmpty(error["message"]!.GetValue<string>());
        Assert.Equal(code, Assert.Single(headers.GetValues("x-ms-error-code")));
        return error;
    }

    /// <summary>Reads a resource until something holds for it.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> holds)
    {
        var limit = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var body = await OkAsync("GET", path);
            if (holds(body))
            {
                return body;
            }
            Assert.True(
                TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromSeconds(180),
                $"{path} is still {body}"
            );
            await Task.Delay(50, Calls.Token);
        }
    }
}

/// <summary>A driver whose starts wait until the test lets them go on, and whose applications are what the test says.</summary>
public sealed class GatedDriver : IInstanceDriver
{
    public TaskCompletionSource Gate { get; set; } = Opened();

    public IReadOnlyList<InstanceApplication> Applications { get; set; } = [];

    public HashSet<string> Running { get; } = [];

    /// <summary>The ways to what runs, by instance.</summary>
    public ConcurrentDictionary<string, InstanceDoor> Doors { get; } = new();

    public bool AnyRuns => !Doors.IsEmpty;

    public Channel<InstanceEnd> Ends { get; } = Channel.CreateUnbounded<InstanceEnd>();

    /// <summary>When something was last done in any instance.</summary>
    public DateTimeOffset? ActiveAt { get; set; }

    public InstanceDoor? DoorOf(string workspace, string name) => Doors.GetValueOrDefault(name);

    public Task<DateTimeOffset?> ActiveAtAsync(
        string workspace,
        string name,
        CancellationToken cancellationToken
    ) => Task.FromResult(ActiveAt);

    public IAsyncEnumerable<InstanceEnd> WatchAsync(CancellationToken cancellationToken) =>
        Ends.Reader.ReadAllAsync(cancellationToken);

    public static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        return gate;
    }

    public async Task<IReadOnlyList<InstanceApplication>> StartAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    )
    {
        await Gate.Task.WaitAsync(cancellationToken);
        if (instance.Name.StartsWith("broken", StringComparison.Ordinal))
        {
            throw new InstanceException("jupyter is not installed");
        }
        lock (Running)
        {
            Running.Add(instance.Name);
        }
        return Applications;
    }

    public Task StopAsync(string workspace, ComputeInstance instance, CancellationToken cancellationToken)
    {
        lock (Running)
        {
            Running.Remove(instance.Name);
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<InstanceApplication>?> FindAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    )
    {
        lock (Running)
        {
            return Task.FromResult(Running.Contains(instance.Name) ? Applications : null);
        }
    }
}
