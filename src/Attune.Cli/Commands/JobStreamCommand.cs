using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Jobs;

namespace Attune.Cli.Commands;

/// <summary><c>attune job stream</c>.</summary>
internal static class JobStreamCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "stream",
            "Follow a job, or one trial's log, until its end",
            "attune job stream calm_otter_7k2m9q",
            "attune job stream calm_otter_7k2m9q_3"
        );
        var name = new NameInput(command, "The job, or a trial as NAME_NUMBER");
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, name.Get(call), cancellationToken)
        );
        return command;
    }

    /// <summary>Follows a job or a trial.</summary>
    public static async Task<ExitCode> RunAsync(Call call, string name, CancellationToken cancellationToken)
    {
        var store = await call.OpenAsync(cancellationToken);
        await using var _ = store;
        if (store is null)
        {
            return await call.NoJobAsync(store, name, cancellationToken);
        }
        // With --json the talk goes to standard error, and the job as it ended to standard output.
        var page = call.ForPeople ? call.Terminal.Out : call.Terminal.Talk;
        var streaming = new Streaming(store, page, TimeProvider.System);
        if (await store.Catalog.WatchAsync(name, cancellationToken) is { } watch)
        {
            await streaming.JobAsync(watch, cancellationToken);
            var (state, reason) = store.StateOf(watch.Job);
            if (call.ForPeople)
            {
                await Summary.WriteAsync(page, store, watch, state, reason, cancellationToken);
            }
            else
            {
                var contract = await Call.ContractAsync(store, watch, whole: true, cancellationToken);
                call.Write(contract, ContractJson.Readable.JobContract);
            }
            return ExitCodes.Of(state);
        }
        if (await store.Catalog.FindTrialAsync(name, cancellationToken) is not var (sweep, trial))
        {
            return await call.NoJobAsync(store, name, cancellationToken);
        }
        await streaming.TrialAsync(sweep, trial.Number, cancellationToken);
        trial = sweep.Trials[trial.Number];
        if (!call.ForPeople)
        {
            var now = TimeProvider.System.GetUtcNow();
            var contract = await TrialContract.ReadAsync(sweep, trial, now, cancellationToken);
            call.Write(contract, ContractJson.Readable.TrialContract);
        }
        else if (trial.Reason is { } reason && !trial.IsUsable)
        {
            page.Line($"{trial.Name} {Screens.Words.State(trial.State)}: {Screens.Terminal.Visible(reason)}");
        }
        return trial.IsUsable || trial.State is Studies.TrialState.Running ? ExitCode.Ok : ExitCode.JobFailed;
    }
}
