using Attune.Cli.Commands;
using Attune.Cli.Homes;
using Attune.Client;

namespace Attune.Cli.Hosting;

/// <summary>The way to change workspaces and compute: through the host that is meant, whoever runs it.</summary>
internal sealed class ResourceAccess : IAsyncDisposable
{
    private readonly HostAccess _host;

    private ResourceAccess(HostAccess host) => (_host, Client) = (host, new ResourceClient(host.Login));

    public ResourceClient Client { get; }

    /// <summary>Finds the host, or becomes it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="stays">Whether a host is needed afterwards too, for what is started: then it is one in the background.</param>
    public static async Task<ResourceAccess> OpenAsync(
        Call call,
        CancellationToken cancellationToken,
        bool stays = false
    ) =>
        new(
            stays && call.Remote is null
                ? await BackgroundHost.OpenAsync(
                    HomeChoice.FindOrCreate(call.HomeAsked),
                    call.Workspace,
                    cancellationToken
                )
                : await HostAccess.OpenAsync(call, cancellationToken)
        );

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
