using Attune.Cli.Commands;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Cli.Jobs;
using Attune.Cli.Screens;
using Attune.Client;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Hosting;

/// <summary>A job that the person watches: shown until it has stopped, then summed up. It runs here or in another process.</summary>
internal sealed class ForegroundJob(Call call, HostAccess host, string name)
{
    private readonly Page _page = call.ForPeople ? call.Terminal.Out : call.Terminal.Talk;

    /// <summary>Asks the home's host for a job that goes on or begins, and shows it to its end.</summary>
    /// <param name="call">The call.</param>
    /// <param name="name">What was typed: a job, or a trial.</param>
    /// <param name="ask">Asks the host; gives the name of the job to show.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        Func<HostClient, Task<string>> ask,
        CancellationToken cancellationToken
    )
    {
        if (!call.HasHome)
        {
            return await call.NoJobAsync(null, name, cancellationToken);
        }
        try
        {
            var (found, job) = await HostAccess.AskAsync(
                () => HostAccess.OpenAsync(call, cancellationToken),
                ask,
                cancellationToken
            );
            await using var host = found;
            return await new ForegroundJob(call, host, job).FollowAsync(cancellationToken);
        }
        catch (HostRefusalException refusal) when (refusal.Status == 404)
        {
            return await call.NoJobInAsync(name, cancellationToken);
        }
    }

    /// <summary>Shows the job to its end.</summary>
    /// <returns>What the job's end means.</returns>
    public async Task<ExitCode> FollowAsync(CancellationToken cancellationToken)
    {
        await using var store = (await call.OpenAsync(cancellationToken))!;
        var watch = store.Catalog.Follow((await store.Catalog.FindAsync(name, cancellationToken))!);
        if (!_page.Traits.Live)
        {
            _page.Line(
                $"{PlainLines.Clock(watch.Job.CreatedAt)} {name} submitted from {watch.Job.SourceFile}"
            );
        }
        var following = new Following(store, watch, _page, TimeProvider.System);
        using (Handlers(following))
        {
            try
            {
                await following.ShowAsync(() => HasStopped(following), cancellationToken);
                await WaitForOthersAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (host.Own is null)
            {
                _page.Line();
                call.Terminal.Say(
                    $"{name} goes on {Where()}. Look again: attune job stream {name}   stop it: attune job cancel {name}"
                );
                throw;
            }
        }
        await watch.RefreshAsync(cancellationToken);
        var (state, reason) = store.StateOf(watch.Job);
        if (!call.ForPeople)
        {
            var contract = await Call.ContractAsync(store, watch, whole: true, cancellationToken);
            call.Write(contract, ContractJson.Readable.JobContract);
            return ExitCodes.Of(state);
        }
        await Summary.WriteAsync(_page, store, watch, state, reason, cancellationToken);
        if (state == JobState.Interrupted)
        {
            _page.Line();
            _page.Line($"To go on: attune job resume {name}");
        }
        return ExitCodes.Of(state);
    }

    private bool HasStopped(Following following) =>
        following.HasStopped || host.Own?.Workspace.Holds(name) == false;

    private string Where() =>
        host.ProcessId is { } other ? $"in process {HostPresence.Text(other)}" : $"at {host.Address}";

    private Interrupting? Handlers(Following following) =>
        host.Own is { } own
            ? new Interrupting(
                own.Workspace,
                text =>
                {
                    following.Note = text;
                    if (!_page.Traits.Live)
                    {
                        call.Terminal.Say(text);
                    }
                }
            )
            : null;

    /// <summary>Jobs that other commands handed to this process are not left behind.</summary>
    private async Task WaitForOthersAsync(CancellationToken cancellationToken)
    {
        if (host.Own is not { Workspace: var workspace } || workspace.TryClose())
        {
            return;
        }
        call.Terminal.Say($"{name} is over; waiting for the jobs that other commands handed in.");
        while (!workspace.TryClose())
        {
            await workspace.WhenIdleAsync(cancellationToken);
        }
    }
}
