using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Attune.Studio.Entrances;

/// <summary>The server of an application that listens nowhere: another one hands it its requests.</summary>
internal sealed class InnerServer : IServer
{
    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>The way into the application, once it is started.</summary>
    public Entrance? Entrance { get; private set; }

    public Task StartAsync<TContext>(
        IHttpApplication<TContext> application,
        CancellationToken cancellationToken
    )
        where TContext : notnull
    {
        Entrance = Entrance.Of(application);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() { }
}
