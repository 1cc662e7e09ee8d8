using Attune.Cli.Commands;
using Attune.Client;

namespace Attune.Cli.Hosting;

/// <summary>The way to change workspaces and compute: through the host that is meant, whoever runs it.</summary>
internal sealed class ResourceAccess : IAsyncDisposable
{
    private readonly HostAccess _host;

    private ResourceAccess(HostAccess host) => (_host, Client) = (host, new ResourceClient(host.Login));

    public ResourceClient Client { get; }

    /// <summary>Finds the host, or becomes it.</summary>
    public static async Task<ResourceAccess> OpenAsync(Call call, CancellationToken cancellationToken) =>
        new(await HostAccess.OpenAsync(call, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
