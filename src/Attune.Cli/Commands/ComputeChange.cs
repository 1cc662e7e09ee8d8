using Attune.Cli.Hosting;
using Attune.Client;

namespace Attune.Cli.Commands;

/// <summary>A command that changes compute by asking the home's host, waits for the end of it, and shows the compute as it is then.</summary>
internal static class ComputeChange
{
    /// <param name="call">The call.</param>
    /// <param name="name">The compute.</param>
    /// <param name="ask">Asks; gives the address of the operation that goes on, if one does.</param>
    /// <param name="noWait">Whether its end is not waited for.</param>
    /// <param name="starts">Whether something runs afterwards, which needs a host.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        Func<ResourceClient, Task<Uri?>> ask,
        bool noWait,
        bool starts,
        CancellationToken cancellationToken
    )
    {
        var fault = await ResourceAccess.AskAsync(
            call,
            async client =>
                await ask(client) is { } operation && !noWait
                    ? await client.WaitAsync(operation, TimeProvider.System, cancellationToken)
                    : null,
            cancellationToken,
            starts
        );
        if (fault is not null)
        {
            return call.Terminal.Refuse(ExitCode.Failed, fault, $"see attune compute show {name}");
        }
        if (await ComputeReading.FindAsync(call, name, cancellationToken) is not { } compute)
        {
            return ExitCode.NotFound;
        }
        ComputeShowCommand.Write(call, compute);
        return ExitCode.Ok;
    }
}
