using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Jobs;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Commands;

/// <summary>Which trials to list.</summary>
/// <param name="Top">The best few.</param>
/// <param name="Most">The first few in the order shown.</param>
/// <param name="States">Only these states; null for all.</param>
/// <param name="Hidden">Only those that were taken out of sight.</param>
internal sealed record TrialFilter(
    int? Top,
    int? Most,
    IReadOnlyList<TrialState>? States,
    bool Hidden = false
)
{
    /// <summary>The trials, by objective, the best first.</summary>
    public IReadOnlyList<TrialRow> Of(JobWatch watch)
    {
        var ranked = (Hidden ? watch.Trials.Where(trial => trial.IsHidden) : watch.Ranked).Where(trial =>
            States is null || States.Contains(trial.State)
        );
        if (Top is { } top)
        {
            ranked = ranked.Where(trial => trial.IsUsable).Take(top);
        }
        return [.. ranked.Take(Most ?? int.MaxValue)];
    }
}

/// <summary><c>attune job trials</c>.</summary>
internal static class JobTrialsCommand
{
    public static Command Create(CommandTree tree)
    {
        var top = new Option<int?>("--top") { Description = "Only the best N", HelpName = "N" };
        var states = new Option<string[]>("--state")
        {
            Description = "Only trials in this state, such as failed or completed; may be repeated",
            HelpName = "STATE",
        };
        states.CompletionSources.Add([
            .. Enum.GetNames<TrialState>().Select(state => state.ToLowerInvariant()),
        ]);
        states.Validators.Add(result =>
        {
            foreach (
                var text in result.Tokens.Select(token => token.Value).Where(text => StateOf(text) is null)
            )
            {
                var names = Enum.GetNames<TrialState>();
                var hint = Suggestion.For(text, names) ?? $"there are {string.Join(", ", names)}";
                result.AddError($"'{text}' is no state of a trial; {hint}");
            }
        });
        var hidden = new Option<bool>("--hidden") { Description = "The hidden trials instead" };
        var csv = new Option<bool>("--csv") { Description = "The same as -o csv" };
        var command = CommandTree.New(
            "trials",
            "List a sweep's trials, the best first",
            "attune job trials calm_otter_7k2m9q",
            "attune job trials calm_otter_7k2m9q --top 5",
            "attune job trials calm_otter_7k2m9q --state failed",
            "attune job trials calm_otter_7k2m9q --csv > trials.csv"
        );
        var name = new NameInput(command, "The sweep");
        command.Options.Add(top);
        command.Options.Add(states);
        command.Options.Add(csv);
        command.Options.Add(hidden);
        tree.SetAction(
            command,
            (call, cancellationToken) =>
            {
                var only = call.Get(states) is { Length: > 0 } texts
                    ? texts.Select(text => StateOf(text)!.Value).ToArray()
                    : null;
                call.Csv = call.Get(csv);
                return RunAsync(
                    call,
                    name.Get(call),
                    new TrialFilter(call.Get(top), null, only, call.Get(hidden)),
                    cancellationToken
                );
            }
        );
        return command;
    }

    /// <summary>Lists trials.</summary>
    public static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        TrialFilter filter,
        CancellationToken cancellationToken
    )
    {
        var store = await call.OpenAsync(cancellationToken);
        await using var _ = store;
        if (store is null || await store.Catalog.WatchAsync(name, cancellationToken) is not { } watch)
        {
            return await call.NoJobAsync(store, name, cancellationToken);
        }
        var now = TimeProvider.System.GetUtcNow();
        var trials = filter.Of(watch);
        if (!call.ForPeople)
        {
            var contracts = new List<TrialContract>(trials.Count);
            foreach (var trial in trials)
            {
                contracts.Add(await TrialContract.ReadAsync(watch, trial, now, cancellationToken));
            }
            call.Write(contracts, ContractJson.Readable.IReadOnlyListTrialContract);
        }
        else if (trials.Count == 0)
        {
            call.Terminal.Say(watch.Trials.Count == 0 ? "No trials yet." : "No such trials.");
        }
        else
        {
            call.Terminal.Out.Draw(TrialListing.Draw(watch, trials, now, call.Terminal.Out.Traits.Width));
        }
        return ExitCode.Ok;
    }

    // "stopped early", "stopped-early" and "StoppedEarly" are one.
    private static TrialState? StateOf(string text)
    {
        var letters = string.Concat(text.Where(char.IsAsciiLetter));
        return Enum.TryParse<TrialState>(letters, ignoreCase: true, out var state) ? state : null;
    }
}
