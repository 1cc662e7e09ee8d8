using System.Security.Claims;
using Attune.Studio.Audit;
using Attune.Studio.Live;
using Attune.Studio.Pages;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Attune.Studio.SignIn.Sessions;
using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.Executors;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Sweeps;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.Tests.Pages;

/// <summary>What pages and desks stand on, without a browser: a home that runs jobs for real, accounts, an audit log, and whoever looks.</summary>
public sealed class Bench : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("attune-bench-").FullName;
    private readonly TestHost.LogLines _log = new();
    private AccountBook? _accounts;
    private SessionBook? _sessions;
    private AuditLog? _audit;

    public string Root => _root;

    public Home Home { get; private set; } = null!;

    public WorkspaceHost Host { get; private set; } = null!;

    internal AccountBook Accounts => _accounts!;

    internal SessionBook Sessions => _sessions!;

    public async ValueTask InitializeAsync()
    {
        Home = Home.Create(Path.Combine(_root, Home.FolderName));
        Host = await WorkspaceHost.OpenAsync(Home, new WorkspaceOptions { Loggers = _log }, default);
        _accounts = await AccountBook.OpenAsync(Host.Database.Documents, TimeProvider.System, default);
        _sessions = await SessionBook.OpenAsync(
            Host.Database.Documents,
            _accounts,
            TimeProvider.System,
            default
        );
        _audit = AuditLog.Open(Home.Root, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        Host.Interrupt(StopMode.Forceful);
        await Host.WhenIdleAsync(default);
        await _audit!.DisposeAsync();
        _sessions!.Dispose();
        _accounts!.Dispose();
        await Host.DisposeAsync();
        _log.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Adds what pages ask for, for somebody of this role; null for somebody whose session has ended.</summary>
    public async Task AddAsync(IServiceCollection services, Role? role)
    {
        var options = new StudioOptions { Home = Home.Root };
        var parts = new StudioParts(Host.Database, Host.Inbox, Host.Trials, Host, _log);
        services.AddSingleton(options);
        services.AddSingleton(parts);
        services.AddSingleton(Home);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ILoggerFactory>(_log);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(_accounts!);
        services.AddSingleton(_sessions!);
        services.AddSingleton(_audit!);
        services.AddSingleton(new JobCatalog(Host.Database, Home, "default"));
        services.AddSingleton<AuthenticationStateProvider>(new Looker(await PersonAsync(role)));
        services.AddSingleton<JobBoard>();
        services.AddScoped<Desk>();
        WorkspacePages.Add(services, options, parts);
    }

    /// <summary>The name of the account of a role.</summary>
    public static string NameOf(Role role) => "some-" + Access.NameOf(role);

    /// <summary>Hands in a sweep of four trials, each of which leaves a model, and waits for its end.</summary>
    public async Task<string> RunAsync(
        string script = "mkdir -p outputs/model; echo x > outputs/model/weights.txt"
    )
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, Guid.NewGuid().ToString("N"))).FullName;
        var file = Path.Combine(folder, "sweep.yml");
        await File.WriteAllTextAsync(
            file,
            $$$"""
            type: sweep
            trial: {command: "echo score=${{search_space.x}}; {{{script}}}"}
            search_space: {x: {type: choice, values: [1, 2, 3, 4]}}
            sampling_algorithm: grid
            objective: {primary_metric: score, goal: maximize}
            compute: azureml:cpu-cluster
            """
        );
        var read = await JobFile.ReadAsync(file);
        Assert.Empty(read.Errors);
        var job = await Host.SubmitAsync(new JobSubmission { Job = read.Job!, SourceFile = file }, default);
        Assert.Equal(JobState.Completed, (await Host.WaitAsync(job.Job.Name, default)).State);
        return job.Job.Name;
    }

    private async Task<ClaimsPrincipal> PersonAsync(Role? role)
    {
        if (role is not { } known)
        {
            return new ClaimsPrincipal(new ClaimsIdentity());
        }
        var name = NameOf(known);
        if (_accounts!.Find(name) is null)
        {
            await _accounts.InviteAsync(name, known, again: false, default);
        }
        var session = await _sessions!.BeginAsync(name, _accounts.Find(name)!.Stamp, "", "", default);
        return Session.PrincipalOf(session.Id, new Caller.Person(name, known));
    }

    private sealed class Looker(ClaimsPrincipal person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(person));
    }
}
