using Attune.Studio.Audit;
using Attune.Studio.Guards;
using Attune.Studio.Layout;
using Attune.Studio.Live;
using Attune.Studio.Pages.Files;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FluentUI.AspNetCore.Components;

namespace Attune.Studio.Pages;

/// <summary>The pages of the studio within a host: what they need, and where they are.</summary>
internal static class StudioPages
{
    /// <summary>The largest message that a browser may send over its socket, in bytes.</summary>
    private const int LargestMessage = 64 * 1024;

    /// <summary>Adds what pages and sessions need.</summary>
    public static void Add(IServiceCollection services, StudioOptions options, StudioParts parts)
    {
        var home = Home.Create(options.Home);
        services.AddSingleton(options);
        services.AddSingleton(home);
        services.AddSingleton(parts);
        services.AddSingleton(new JobCatalog(parts.Database, home, options.Workspace));
        services.AddSingleton<LiveJobs>();
        services.AddSingleton<JobBoard>();
        services.AddSingleton<FileCalls>();
        services.AddScoped<Desk>();
        WorkspacePages.Add(services, options, parts);
        var keys = new DirectoryInfo(Path.Combine(home.Keys, "web"));
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(
                keys.FullName,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
        services.AddDataProtection().SetApplicationName("attune").PersistKeysToFileSystem(keys);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = Session.CookieOf(options.Home, "form");
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(circuits =>
            {
                circuits.DisconnectedCircuitMaxRetained = 50;
                circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            })
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionWatch>();
        services.AddScoped<CircuitHandler, PagePlace>();
        services.AddFluentUIComponents();
        services.Configure<RateLimiterOptions>(SignInCalls.Set);
    }

    /// <summary>Serves the files that browsers load, to everybody: they hold nothing of a home.</summary>
    public static void UseFiles(WebApplication application) =>
        application.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = application.Environment.WebRootFileProvider,
                OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache",
            }
        );

    /// <summary>Maps the pages, the socket that keeps them alive, the doors, and downloads.</summary>
    public static void Map(WebApplication application)
    {
        var services = application.Services;
        new SignInCalls(
            services.GetRequiredService<SignInCodes>(),
            services.GetRequiredService<AccountBook>(),
            services.GetRequiredService<AuditLog>(),
            services.GetRequiredService<IAntiforgery>()
        ).Map(application);
        services.GetRequiredService<FileCalls>().Map(application);
        WorkspacePages.Map(application);
        application
            .MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(server => server.DisableWebSocketCompression = true)
            .RequireAuthorization(Access.Read)
            .DisableRateLimiting();
    }
}
