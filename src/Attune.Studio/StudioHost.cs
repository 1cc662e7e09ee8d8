using System.Net;
using System.Reflection;
using Attune.Studio.Audit;
using Attune.Studio.Endpoints.Arm;
using Attune.Studio.Endpoints.Control;
using Attune.Studio.Endpoints.Control.Uploads;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.Endpoints.MLflow.LoggedModels;
using Attune.Studio.Endpoints.MLflow.Registry;
using Attune.Studio.Endpoints.MLflow.Uploads;
using Attune.Studio.Entrances;
using Attune.Studio.Gateway;
using Attune.Studio.Guards;
using Attune.Studio.Pages;
using Attune.Studio.SignIn;
using Attune.Studio.Telemetry;
using Attune.Workspace.Assets;
using Attune.Workspace.Homes;
using Attune.Workspace.Metrics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Attune.Studio;

/// <summary>The host: what trials and the local command speak to over HTTP, on this machine only.</summary>
/// <remarks>
/// Disposing lets calls in progress end and closes the port. The next host of the same home listens on the same port with
/// the same keys, so that trials which outlive this one find it.
/// </remarks>
public sealed class StudioHost : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;
    private readonly HostGuards _guards;
    private readonly WorkspaceEntrances _entrances;

    private StudioHost(
        WebApplication application,
        Uri address,
        HostGuards guards,
        WorkspaceEntrances entrances
    ) => (_application, Address, _guards, _entrances) = (application, address, guards, entrances);

    /// <summary>Where the host listens with TLS, e.g. <c>https://127.0.0.1:23457/</c>; null when it does not.</summary>
    public Uri? SecureAddress => _guards.Tls?.AddressOf(_application.Urls);

    /// <summary>Where the host listens, e.g. <c>http://127.0.0.1:23456/</c>.</summary>
    public Uri Address { get; }

    /// <summary>The tokens of this home's trials.</summary>
    public TrialTokens Tokens => _guards.SignIn.Tokens;

    /// <summary>An address that signs the owner in to the studio, once, within minutes: <c>http://127.0.0.1:23456/sign-in?code=…</c>.</summary>
    public Uri SignInAddress() => SignInAddress(Address, _guards.Codes.Issue(Session.LocalOwner));

    /// <summary>The address that takes a code.</summary>
    /// <param name="host">Where the host listens.</param>
    /// <param name="code">The code.</param>
    public static Uri SignInAddress(Uri host, string code) =>
        new(host, $"sign-in?code={Uri.EscapeDataString(code)}");

    /// <summary>What the host is made of.</summary>
    internal IServiceProvider Services => _application.Services;

    /// <summary>Every call that the host answers.</summary>
    internal IReadOnlyList<Endpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)_application).DataSources.SelectMany(source => source.Endpoints)];

    /// <summary>The variables by which an attempt reaches this host.</summary>
    /// <param name="trial">The attempt.</param>
    public IReadOnlyDictionary<string, string> Variables(TrialRun trial) =>
        TrialVariables.Of(trial, Address, Tokens.Issue(trial.Run, trial.Attempt));

    /// <summary>Where the host of a home listens, when one runs; null when none ever did.</summary>
    /// <param name="home">The home folder.</param>
    public static Uri? AddressOf(string home) =>
        KeptPort.Read(home) is { } port ? new UriBuilder("http", "127.0.0.1", port).Uri : null;

    /// <summary>Starts a host; it answers when this returns.</summary>
    /// <param name="options">How.</param>
    /// <param name="parts">What it speaks for; they outlive the host.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="StudioStartException">The address may not be listened on, or the port is taken.</exception>
    public static async Task<StudioHost> StartAsync(
        StudioOptions options,
        StudioParts parts,
        CancellationToken cancellationToken
    )
    {
        _ = TlsDoor.PlainAddress(options);
        Directory.CreateDirectory(options.Home);
        var guards = await HostGuards.OpenAsync(options, parts, cancellationToken).ConfigureAwait(false);
        try
        {
            var entrances = new WorkspaceEntrances(
                parts.Workspace,
                new AskedWorkspace(options.PathPrefix, guards.SignIn.Tokens, parts.Trials),
                (host, server) =>
                    Build(
                        options with
                        {
                            Workspace = host.Workspace,
                        },
                        parts with
                        {
                            Workspace = host,
                        },
                        guards,
                        builder => builder.Services.AddSingleton<IServer>(server)
                    )
            );
            var (application, bound) = await ListenAsync(options, parts, guards, entrances, cancellationToken)
                .ConfigureAwait(false);
            return new StudioHost(application, bound, guards, entrances);
        }
        catch
        {
            await guards.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<(WebApplication Application, Uri Address)> ListenAsync(
        StudioOptions options,
        StudioParts parts,
        HostGuards guards,
        WorkspaceEntrances entrances,
        CancellationToken cancellationToken
    )
    {
        var address = TlsDoor.PlainAddress(options);
        var kept = options.Port is null ? KeptPort.Read(options.Home) : null;
        var port = options.Port ?? kept ?? KeptPort.Choose(address, options.Home);
        while (true)
        {
            var endpoint = new IPEndPoint(address, port);
            var application = Build(
                options,
                parts,
                guards,
                builder => Listen(builder, endpoint, guards, entrances)
            );
            try
            {
                await application.StartAsync(cancellationToken).ConfigureAwait(false);
                var bound = new Uri(
                    application.Urls.First(url => url.StartsWith("http:", StringComparison.Ordinal))
                );
                var secure = guards.Tls?.AddressOf(application.Urls);
                if ((options.Port is null || options.KeepsPort) && kept != bound.Port)
                {
                    KeptPort.Write(options.Home, bound.Port);
                }
                if (options.TlsPort is null && secure is not null)
                {
                    KeptPort.Write(options.Home, secure.Port, KeptPort.Tls);
                }
                return (application, bound);
            }
            catch (IOException error) when (error.InnerException is AddressInUseException)
            {
                await application.DisposeAsync().ConfigureAwait(false);
                if (options.Port is not null || !options.MayMove)
                {
                    throw new StudioStartException(
                        $"Port {port} is in use by another program"
                            + (
                                options.Port is null
                                    ? ", and running trials of this home know no other. End that program, then start again."
                                    : "; choose another."
                            ),
                        exitCode: 1,
                        error
                    );
                }
                port = KeptPort.Choose(address, options.Home);
            }
            catch
            {
                await application.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopWithin);
        await _application.StopAsync(limit.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        await _entrances.DisposeAsync().ConfigureAwait(false);
        await _guards.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(
        StudioOptions options,
        StudioParts parts,
        HostGuards guards,
        Action<WebApplicationBuilder> serve
    )
    {
        // An empty builder reads no settings files and no variables: nothing but the options can open a port.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(StudioHost).Assembly.GetName().Name,
                ContentRootPath = options.Home,
            }
        );
        builder.Environment.WebRootFileProvider = new WebFiles();
        serve(builder);
        HostTelemetry.Add(builder, options.Telemetry, Version);
        var services = builder.Services;
        services.AddSingleton<ILoggerFactory>(new QuietLoggers(parts.Loggers));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(parts.Time);
        services.AddSingleton(guards.SignIn);
        services.AddSingleton(guards.SignIn.Accounts);
        services.AddSingleton(guards.Audit);
        services.AddSingleton(guards.Codes);
        // The command owns the process: its signals are not the host's.
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        services.AddRoutingCore();
        services
            .AddAuthentication(Session.Either)
            .AddPolicyScheme(
                Session.Either,
                null,
                either => either.ForwardDefaultSelector = context => Session.Choose(context, options.Home)
            )
            .AddScheme<AuthenticationSchemeOptions, TokenSignIn>(TokenSignIn.Name, null)
            .AddCookie(Session.Scheme, cookie => Session.Set(cookie, options));
        services.AddAuthorization(Access.Set);
        services.AddRateLimiter(CallLimits.Set);
        StudioPages.Add(services, options, parts);
        ArmDoor.Add(services, options, parts);
        services.AddHttpForwarder();
        var application = builder.Build();
        application.Use(new HostNames(guards.Tls?.Names ?? options.Names).Check);
        application.Use(PlainPaths.Check);
        application.Use((context, next) => Audited.RecordAsync(context, next, guards.Audit));
        application.Use(SecurityHeaders.Set);
        application.UsePathBase(options.PathPrefix);
        application.Use((context, next) => OwnPath.TakeAsync(context, next, options.Workspace));
        application.UseMiddleware<Faults>();
        StudioPages.UseFiles(application);
        application.UseRouting();
        application.UseAuthentication();
        application.Use(Origins.Check);
        application.UseAuthorization();
        application.UseRateLimiter();
        application.UseAntiforgery();
        Map(application, options, parts);
        new AccountCalls(guards.SignIn.Accounts).Map(application);
        new LoginCalls(guards.Codes, guards.SignIn.Accounts, guards.Audit).Map(application);
        return application;
    }

    private static void Map(WebApplication application, StudioOptions options, StudioParts parts)
    {
        var access = new RunAccess(parts, options);
        var models = new LoggedModelDocuments(parts, options, access);
        var modelMetrics = new LoggedModelMetrics(parts, options);
        var registry = new ModelRegistry(
            parts.Database.Documents,
            options.Home,
            options.Workspace,
            parts.Time
        );
        var versions = new VersionAccess(registry, access);
        var roots = new ArtifactRoots(options, access, models, versions);
        var sources = new ModelSources(parts, options, access, roots, models);
        new ExperimentCalls(parts, options).Map(application);
        new RunCalls(parts, access, new RunViews(parts, options)).Map(application);
        new LogCalls(parts, options, access, models, modelMetrics).Map(application);
        new MetricCalls(parts, access).Map(application);
        new ArtifactCalls(options, access, roots).Map(application);
        new UploadCalls(parts, options, roots).Map(application);
        new LoggedModelCalls(parts, models, new LoggedModelViews(modelMetrics, registry), access, roots).Map(
            application
        );
        new RegistryCalls(registry).Map(application);
        new VersionCalls(registry, sources, versions, access).Map(application);
        var hosts = new ControlHosts(parts.Workspace);
        new ModelControl(registry, sources, hosts).Map(application);
        new ControlCalls(hosts).Map(application);
        new SteeringControl(hosts).Map(application);
        new UploadJobCalls(hosts, options, parts.Time).Map(application);
        new StoreCalls(parts, application.Services.GetRequiredService<Home>(), parts.Time).Map(application);
        StudioPages.Map(application);
        ArmDoor.Map(application, options, parts, sources);
        new InstanceGateway(parts, options, application.Services).Map(application);
        application.MapMethods("/health", ["GET"], context => TextAsync(context, "OK")).AllowAnonymous();
        application.MapMethods("/version", ["GET"], context => TextAsync(context, Version)).AllowAnonymous();
    }

    private static void Listen(
        WebApplicationBuilder builder,
        IPEndPoint endpoint,
        HostGuards guards,
        WorkspaceEntrances entrances
    )
    {
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = 2 * MLflowRequest.LargestBody;
            server.Limits.MaxConcurrentConnections = 4096;
            server.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            server.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
            guards.Tls?.Listen(server);
        });
        var kestrel = builder.Services.Last(service => service.ServiceType == typeof(IServer));
        builder.Services.Remove(kestrel);
        builder.Services.AddSingleton<IServer>(provider => new SharedServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, kestrel.ImplementationType!),
            entrances
        ));
    }

    private static string Version { get; } =
        typeof(StudioHost)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0";

    private static Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
