using System.CommandLine;
using System.Globalization;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;
using Attune.EarlyTermination;

namespace Attune.Cli.Commands;

/// <summary><c>attune job replay-policy</c>.</summary>
internal static class JobReplayPolicyCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "replay-policy",
            "Tell what an early-termination policy would have done to a sweep's trials, before it is switched on",
            "attune job replay-policy calm_otter_7k2m9q --policy bandit --slack-factor 0.1 --delay-evaluation 5",
            "attune job replay-policy calm_otter_7k2m9q --policy median_stopping",
            "attune job replay-policy calm_otter_7k2m9q --file policy.yml"
        );
        var name = new NameInput(command, "The sweep");
        var policy = new PolicyInput(command);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var (chosen, problems) = await policy.ReadAsync(call, cancellationToken);
                if (chosen is null)
                {
                    ProblemLines.Write(call.Terminal.Talk, problems);
                    return ExitCode.Usage;
                }
                return await RunAsync(call, name.Get(call), chosen, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        EarlyTerminationPolicy policy,
        CancellationToken cancellationToken
    )
    {
        var store = await call.OpenAsync(cancellationToken);
        await using var _ = store;
        if (store is null || await store.Catalog.WatchAsync(name, cancellationToken) is not { } watch)
        {
            return await call.NoJobAsync(store, name, cancellationToken);
        }
        PolicyReplay replay;
        try
        {
            replay = await watch.ReplayAsync(policy, cancellationToken);
        }
        catch (InvalidSpecException error)
        {
            ProblemLines.Write(call.Terminal.Talk, error.Problems);
            return ExitCode.Usage;
        }
        if (call.ForPeople)
        {
            Write(call.Terminal.Out, name, replay);
        }
        else
        {
            call.Write(ReplayContract.Of(name, replay), ContractJson.Readable.ReplayContract);
        }
        return ExitCode.Ok;
    }

    private static void Write(Page page, string name, PolicyReplay replay)
    {
        foreach (var stop in replay.Stops)
        {
            page.Line(
                $"{page.Strong($"{name}_{stop.Trial}")} at report {stop.Report} (step {stop.Step}), with {Words.Exact(stop.Value)}; it came to {Words.Exact(stop.Final)}"
            );
            page.Line($"  {Terminal.Visible(stop.Reason)}");
        }
        page.Line(
            $"{replay.Stops.Count} of {Words.Count(replay.Judged, "trial")} would have been ended, saving {replay.ReportsSaved.ToString("N0", CultureInfo.InvariantCulture)} of {Words.Count(replay.Reports, "report")} and {Words.Time(replay.TimeSaved)} of {Words.Time(replay.Time)}."
        );
        if (replay.Best is { } best)
        {
            page.Line(
                replay.LosesBest
                    ? $"The best, {Words.Exact(replay.BestValue)} of {name}_{best}, would have been lost: {(replay.BestThen is { } then ? $"{Words.Exact(replay.BestValueThen)} of {name}_{then} would have been the best" : "nothing would be left")}."
                    : $"The best, {Words.Exact(replay.BestValue)} of {name}_{best}, would have been found."
            );
        }
        if (replay.Unknown > 0)
        {
            page.Line(
                $"{Words.Count(replay.Unknown, "trial")} had been stopped early already; how they would have gone on, nobody knows."
            );
        }
    }
}
