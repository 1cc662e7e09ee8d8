using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Attune.Studio.Entrances;

/// <summary>The server that listens, for the applications of all workspaces of a home: each request goes to the one that it means.</summary>
internal sealed class SharedServer(IServer server, WorkspaceEntrances entrances) : IServer
{
    public IFeatureCollection Features => server.Features;

    public Task StartAsync<TContext>(
        IHttpApplication<TContext> application,
        CancellationToken cancellationToken
    )
        where TContext : notnull =>
        server.StartAsync(new Requests(Entrance.Of(application), entrances), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    public void Dispose() => server.Dispose();

    private sealed class Requests(Entrance first, WorkspaceEntrances entrances)
        : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public async Task ProcessRequestAsync(IFeatureCollection context) =>
            await (await entrances.FindAsync(context).ConfigureAwait(false) ?? first)
                .ServeAsync(context)
                .ConfigureAwait(false);

        public void DisposeContext(IFeatureCollection context, Exception? exception) { }
    }
}
