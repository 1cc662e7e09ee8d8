using Attune.Cli.Contracts;
using Attune.Cli.Hosting;
using Attune.Client;

namespace Attune.Cli.Commands;

/// <summary>A command that changes one job by asking the home's host, and shows the job as it stands then.</summary>
internal static class JobChange
{
    /// <param name="call">The call.</param>
    /// <param name="name">The job, or a trial.</param>
    /// <param name="ask">What is asked of the host; gives the job's name.</param>
    /// <param name="done">What to say then.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        Func<HostClient, Task<string>> ask,
        Func<string, string> done,
        CancellationToken cancellationToken
    )
    {
        if (!call.HasHome)
        {
            return await call.NoJobAsync(null, name, cancellationToken);
        }
        string job;
        try
        {
            (var host, job) = await HostAccess.AskAsync(
                () => HostAccess.OpenAsync(call, cancellationToken),
                ask,
                cancellationToken
            );
            await host.DisposeAsync();
        }
        catch (HostRefusalException refusal) when (refusal.Status == 404)
        {
            return await call.NoJobInAsync(name, cancellationToken);
        }
        if (call.ForPeople)
        {
            call.Terminal.Out.Line(done(name));
            return ExitCode.Ok;
        }
        await using var store = (await call.OpenAsync(cancellationToken))!;
        if (await store.Catalog.WatchAsync(job, cancellationToken) is { } watch)
        {
            var contract = await Call.ContractAsync(store, watch, whole: false, cancellationToken);
            call.Write(contract, ContractJson.Readable.JobContract);
        }
        return ExitCode.Ok;
    }
}
