using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Jobs;

namespace Attune.Cli.Commands;

/// <summary><c>attune best</c>.</summary>
internal static class BestCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "best",
            "Show the best trial of a sweep, its values and where its files are",
            "attune best calm_otter_7k2m9q",
            "attune best calm_otter_7k2m9q --json"
        );
        var name = new NameInput(command, "The sweep");
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, name.Get(call), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(Call call, string name, CancellationToken cancellationToken)
    {
        var store = await call.OpenAsync(cancellationToken);
        await using var _ = store;
        if (store is null || await store.Catalog.WatchAsync(name, cancellationToken) is not { } watch)
        {
            return await call.NoJobAsync(store, name, cancellationToken);
        }
        if (watch.Best is not { } best)
        {
            return call.Terminal.Refuse(
                ExitCode.NotFound,
                watch.Objective is null
                    ? $"'{name}' is no sweep: it has no objective to be best at."
                    : $"'{name}' has no trial with a value of `{watch.Objective.Metric}` yet.",
                $"see attune job trials {name}"
            );
        }
        if (call.ForPeople)
        {
            await Summary.BestAsync(call.Terminal.Out, watch, best, cancellationToken);
        }
        else
        {
            var now = TimeProvider.System.GetUtcNow();
            var contract = await TrialContract.ReadAsync(watch, best, now, cancellationToken);
            call.Write(contract, ContractJson.Readable.TrialContract);
        }
        return ExitCode.Ok;
    }
}
