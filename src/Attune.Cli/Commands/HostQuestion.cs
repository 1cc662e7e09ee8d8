using Attune.Cli.Hosting;
using Attune.Client;

namespace Attune.Cli.Commands;

/// <summary>Asks the host of the home that is meant, whoever runs it; a home here is made when there is none.</summary>
internal static class HostQuestion
{
    public static async Task<T> AskAsync<T>(
        Call call,
        Func<HostClient, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        var (host, answer) = await HostAccess.AskAsync(
            () => HostAccess.OpenAsync(call, cancellationToken),
            ask,
            cancellationToken
        );
        await host.DisposeAsync();
        return answer;
    }
}
