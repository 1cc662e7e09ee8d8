using System.Net;
using System.Reflection;
using Attune.Studio.Endpoints.Control;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.Endpoints.MLflow.LoggedModels;
using Attune.Studio.Endpoints.MLflow.Registry;
using Attune.Studio.Endpoints.MLflow.Uploads;
using Attune.Studio.Guards;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Attune.Workspace.Metrics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
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

    private StudioHost(WebApplication application, Uri address, TrialTokens tokens) =>
        (_application, Address, Tokens) = (application, address, tokens);

    /// <summary>Where the host listens, e.g. <c>http://127.0.0.1:23456/</c>.</summary>
    public Uri Address { get; }

    /// <summary>The tokens of this home's trials.</summary>
    public TrialTokens Tokens { get; }

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
        var address = LoopbackAddress(options.Bind);
        Directory.CreateDirectory(options.Home);
        var tokens = TrialTokens.Of(options.Home);
        var keys = new StudioKeys(HostToken.Of(options.Home), tokens);
        var kept = options.Port is null ? KeptPort.Read(options.Home) : null;
        var port = options.Port ?? kept ?? KeptPort.Choose(address, options.Home);
        while (true)
        {
            var application = Build(options, parts, keys, new IPEndPoint(address, port));
            try
            {
                await application.StartAsync(cancellationToken).ConfigureAwait(false);
                var bound = new Uri(application.Urls.First());
                if (options.Port is null && kept != bound.Port)
                {
                    KeptPort.Write(options.Home, bound.Port);
                }
                return new StudioHost(application, bound, tokens);
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
    }

    private static IPAddress LoopbackAddress(string bind)
    {
        var address =
            bind == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(bind.Trim('[', ']'), out var parsed) ? parsed
            : null;
        return address is not null && IPAddress.IsLoopback(address)
            ? address
            : throw new StudioStartException(
                $"The host listens on this machine only; '{bind}' would open it to others. Use 127.0.0.1, and an SSH tunnel from elsewhere."
            );
    }

    private static WebApplication Build(
        StudioOptions options,
        StudioParts parts,
        StudioKeys keys,
        IPEndPoint endpoint
    )
    {
        // An empty builder reads no settings files and no variables: nothing but the options can open a port.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = options.Home }
        );
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = 2 * MLflowRequest.LargestBody;
            server.Limits.MaxConcurrentConnections = 4096;
            server.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            server.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var services = builder.Services;
        services.AddSingleton(parts.Loggers);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(parts.Time);
        services.AddSingleton(parts.Trials);
        services.AddSingleton(keys);
        // The command owns the process: its signals are not the host's.
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        services.AddRoutingCore();
        services
            .AddAuthentication(TokenSignIn.Name)
            .AddScheme<AuthenticationSchemeOptions, TokenSignIn>(TokenSignIn.Name, null);
        services.AddAuthorization(Access.Set);
        services.AddRateLimiter(CallLimits.Set);
        var application = builder.Build();
        application.Use(HostNames.Check);
        application.Use(PlainPaths.Check);
        application.UseMiddleware<Faults>();
        application.UseRouting();
        application.UseAuthentication();
        application.UseAuthorization();
        application.UseRateLimiter();
        Map(application, options, parts);
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
        new ModelControl(registry, sources, options).Map(application);
        new ControlCalls(parts.Workspace).Map(application);
        application.MapMethods("/health", ["GET"], context => TextAsync(context, "OK")).AllowAnonymous();
        application.MapMethods("/version", ["GET"], context => TextAsync(context, Version)).AllowAnonymous();
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
