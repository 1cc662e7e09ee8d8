using Attune.Client;
using Attune.Studio;
using Attune.Studio.SignIn;
using Attune.Workspace.Homes;

namespace Attune.Cli.Hosting;

/// <summary>The way to change workspaces and compute: through the home's host, whoever runs it.</summary>
internal sealed class ResourceAccess : IAsyncDisposable
{
    private readonly HostAccess _host;

    private ResourceAccess(HostAccess host, ResourceClient client) => (_host, Client) = (host, client);

    public ResourceClient Client { get; }

    /// <summary>Finds the host that works on the home, or becomes it.</summary>
    /// <param name="home">The home.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="stays">Whether a host is needed afterwards too, for what is started: then it is one in the background.</param>
    public static async Task<ResourceAccess> OpenAsync(
        Home home,
        string workspace,
        CancellationToken cancellationToken,
        bool stays = false
    )
    {
        var host = stays
            ? await BackgroundHost.OpenAsync(home, workspace, cancellationToken)
            : await HostAccess.OpenAsync(home, workspace, cancellationToken);
        var address = host.Own?.Address ?? StudioHost.AddressOf(home.Root)!;
        return new ResourceAccess(host, new ResourceClient(address, HostToken.Of(home.Root)));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
