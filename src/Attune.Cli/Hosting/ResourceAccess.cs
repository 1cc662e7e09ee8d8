using Attune.Cli.Commands;
using Attune.Cli.Homes;
using Attune.Client;

namespace Attune.Cli.Hosting;

/// <summary>The way to change workspaces and compute: through the host that is meant, whoever runs it.</summary>
internal static class ResourceAccess
{
    /// <summary>Finds the host, or becomes it, and asks it; when it is just about to end, the next one.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ask">Asks it, and waits for what it takes; may be asked again of the next host, from the start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="stays">Whether a host is needed afterwards too, for what is started: then it is one in the background.</param>
    public static async Task<T> AskAsync<T>(
        Call call,
        Func<ResourceClient, Task<T>> ask,
        CancellationToken cancellationToken,
        bool stays = false
    )
    {
        var (host, answer) = await HostAccess.AskHostAsync(
            () =>
                stays && call.Remote is null
                    ? BackgroundHost.OpenAsync(
                        HomeChoice.FindOrCreate(call.HomeAsked),
                        call.Workspace,
                        cancellationToken
                    )
                    : HostAccess.OpenAsync(call, cancellationToken),
            async host =>
            {
                using var client = new ResourceClient(host.Login);
                return await ask(client);
            },
            cancellationToken
        );
        await host.DisposeAsync();
        return answer;
    }
}
