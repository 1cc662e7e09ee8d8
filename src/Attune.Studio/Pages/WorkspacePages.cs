using Attune.Studio.Live;
using Attune.Studio.Notebooks;
using Attune.Studio.Pages.Compute;
using Attune.Studio.Pages.DataAssets;
using Attune.Studio.Pages.Environments;
using Attune.Studio.Pages.Models;
using Attune.Studio.Pages.Notebooks;
using Attune.Studio.Pages.People;
using Attune.Studio.Pages.Sweep.Steering;
using Attune.Studio.Pages.Workspaces;
using Attune.Studio.SignIn.Sessions;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Attune.Workspace.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.Pages;

/// <summary>What the pages of compute, assets and people need.</summary>
internal static class WorkspacePages
{
    /// <summary>Adds it.</summary>
    public static void Add(IServiceCollection services, StudioOptions options, StudioParts parts)
    {
        services.AddSingleton(
            new ModelRegistry(parts.Database.Documents, options.Home, options.Workspace, parts.Time)
        );
        services.AddScoped<Acts>();
        services.AddScoped<SteeringDesk>();
        services.AddSingleton<ComputeReading>();
        services.AddBoard<IReadOnlyList<ComputeLine>, ComputeReading>(reading => reading.ReadAsync);
        services.AddScoped<MachineDesk>();
        services.AddBoard<IReadOnlyList<MachineSample>, StudioParts>(read =>
            _ => Task.FromResult(read.Workspace?.Machine.Samples ?? [])
        );
        services.AddSingleton<ModelReading>();
        services.AddBoard<IReadOnlyList<ModelLine>, ModelReading>(reading => reading.ReadAsync);
        services.AddScoped<ModelDesk>();
        services.AddSingleton<ModelFileCalls>();
        services.AddSingleton<DataReading>();
        services.AddBoard<DataLines, DataReading>(reading => reading.ReadAsync);
        services.AddScoped<DataDesk>();
        services.AddSingleton<EnvironmentReading>();
        services.AddBoard<IReadOnlyList<EnvironmentLine>, EnvironmentReading>(reading => reading.ReadAsync);
        services.AddSingleton<AccountReading>();
        services.AddBoard<IReadOnlyList<AccountLine>, AccountReading>(reading => reading.ReadAsync);
        services.AddScoped<AccountDesk>();
        services.AddBoard<IReadOnlyList<OpenSession>, SessionBook>(sessions =>
            _ => Task.FromResult(sessions.Of())
        );
        services.AddScoped<SessionDesk>();
        services.AddSingleton<AuditReading>();
        services.AddBoard<AuditPages, AuditReading>(reading => reading.ReadAsync);
        services.AddSingleton(provider => new WorkspaceCatalog(
            parts.Database,
            provider.GetRequiredService<Home>(),
            parts.Time
        ));
        services.AddBoard<IReadOnlyList<WorkspaceRecord>, WorkspaceCatalog>(catalog => catalog.ListAsync);
        services.AddScoped<WorkspaceDesk>();
        services.AddSingleton(new Clones(new CloneOptions()));
        services.AddSingleton<NotebookFileCalls>();
        services.AddScoped<NotebookDesk>();
    }

    /// <summary>Maps what they offer to save.</summary>
    public static void Map(WebApplication application)
    {
        application.Services.GetRequiredService<ModelFileCalls>().Map(application);
        application.Services.GetRequiredService<NotebookFileCalls>().Map(application);
    }

    /// <summary>Adds a board over what a reading reads.</summary>
    private static void AddBoard<T, TReading>(
        this IServiceCollection services,
        Func<TReading, Func<CancellationToken, Task<T>>> read
    )
        where T : class
        where TReading : notnull =>
        services.AddSingleton(provider => new Board<T>(
            read(provider.GetRequiredService<TReading>()),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Board<T>>>()
        ));
}
