using System.Collections.Concurrent;
using Attune.Workspace;
using Attune.Workspace.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;

namespace Attune.Studio.Entrances;

/// <summary>The applications of the workspaces beside the one that the host was started with: each is built when it is asked for first, with all that it shows being of its workspace. Thread-safe.</summary>
/// <param name="first">Runs the jobs of the workspace that the host was started with; null when it runs none, and has no others.</param>
/// <param name="asked">Which workspace a request means.</param>
/// <param name="build">Builds the application of a workspace.</param>
internal sealed class WorkspaceEntrances(
    WorkspaceHost? first,
    AskedWorkspace asked,
    Func<WorkspaceHost, InnerServer, WebApplication> build
) : IAsyncDisposable
{
    private readonly SemaphoreSlim _building = new(1, 1);
    private readonly ConcurrentDictionary<string, Built> _built = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The way into the application that a request means; null for the one that the host was started with.</summary>
    public async Task<Entrance?> FindAsync(IFeatureCollection request)
    {
        if (
            first is null
            || asked.Of(request) is not { } name
            || name.Equals(first.Workspace, StringComparison.OrdinalIgnoreCase)
            || WorkspaceRecord.CheckName(name) is not null
        )
        {
            return null;
        }
        WorkspaceHost host;
        try
        {
            host = await first.OfAsync(name, CancellationToken.None).ConfigureAwait(false);
        }
        catch (KeyNotFoundException)
        {
            // Tracking in a workspace that is not there must not end up in another one.
            if (request.Get<IHttpRequestFeature>() is { } lost && IsByHeader(lost))
            {
                lost.Path = $"{AskedWorkspace.Path}/{name}{lost.Path}";
            }
            return null;
        }
        return _built.TryGetValue(host.Workspace, out var built) && built.Host == host
            ? built.Entrance
            : await BuildAsync(host).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var built in _built.Values)
        {
            await built.DisposeAsync().ConfigureAwait(false);
        }
        _building.Dispose();
    }

    private async Task<Entrance> BuildAsync(WorkspaceHost host)
    {
        await _building.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_built.TryGetValue(host.Workspace, out var built) && built.Host == host)
            {
                return built.Entrance;
            }
            var server = new InnerServer();
            var application = build(host, server);
            await application.StartAsync().ConfigureAwait(false);
            _built[host.Workspace] = new Built(host, application, server.Entrance!);
            if (built is not null)
            {
                // It was deleted, and made anew.
                await built.DisposeAsync().ConfigureAwait(false);
            }
            return server.Entrance!;
        }
        finally
        {
            _building.Release();
        }
    }

    private static bool IsByHeader(IHttpRequestFeature request) =>
        !request.Path.StartsWith(AskedWorkspace.Path + "/", StringComparison.Ordinal)
        && request.Path.Contains("/mlflow", StringComparison.Ordinal);

    private sealed record Built(WorkspaceHost Host, WebApplication Application, Entrance Entrance)
        : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Application.StopAsync().ConfigureAwait(false);
            await Application.DisposeAsync().ConfigureAwait(false);
        }
    }
}
