using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Jobs;
using Attune.Cli.Screens;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Commands;

/// <summary><c>attune job explain</c>.</summary>
internal static class JobExplainCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "explain",
            "Tell why a trial was proposed, and why it ended as it did",
            "attune job explain calm_otter_7k2m9q_3"
        );
        var name = new NameInput(command, "The trial, as JOB_NUMBER");
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
        if (store is null)
        {
            return await call.NoJobAsync(store, name, cancellationToken);
        }
        if (await store.Catalog.FindTrialAsync(name, cancellationToken) is not var (watch, trial))
        {
            return await store.Catalog.WatchAsync(name, cancellationToken) is null
                ? await call.NoJobAsync(store, name, cancellationToken)
                : call.Terminal.Refuse(
                    ExitCode.NotFound,
                    $"'{name}' is a job; a trial of it is {name}_NUMBER.",
                    $"see attune job trials {name}"
                );
        }
        var explanation = Explain(watch, trial);
        if (call.ForPeople)
        {
            Write(call.Terminal.Out, explanation, watch.Objective);
            if (UsageWords.Line(trial) is { } used)
            {
                call.Terminal.Out.Line($"used      {used}");
            }
        }
        else
        {
            call.Write(explanation, ContractJson.Readable.ExplanationContract);
        }
        return ExitCode.Ok;
    }

    private static ExplanationContract Explain(JobWatch watch, TrialRow trial)
    {
        var explanation = TrialExplanation.Of(watch.Trials, watch.Objective, trial);
        return new ExplanationContract
        {
            Trial = trial.Name,
            ProposedBecause = trial.ProposedBecause,
            ProposedAt = trial.ProposedAt,
            EndedBefore = explanation.EndedBefore,
            UnderWayThen = explanation.UnderWayThen,
            BestThen = explanation.BestThen?.Name,
            BestValueThen = explanation.BestThen?.Value,
            State = trial.State.ToString(),
            Reason = trial.Reason,
            Value = double.IsNaN(trial.Value) ? null : trial.Value,
            Rank = explanation.Rank,
            Ranked = explanation.Ranked,
            ProcessorSeconds = trial.Usage?.ProcessorSeconds,
            PeakMemoryBytes = trial.Usage?.PeakMemory,
            PeakGpuMemoryBytes = trial.Usage?.PeakGpuMemory,
            GpuUtilizationPercent = trial.Usage?.GpuUtilization,
        };
    }

    private static void Write(Page page, ExplanationContract explanation, Objective? objective)
    {
        var metric = Terminal.Visible(objective?.Metric ?? "value");
        var known = explanation.BestThen is { } best
            ? $"the best was {best} with {metric} = {Words.Exact(explanation.BestValueThen!.Value)}"
            : "none had a value";
        page.Line(page.Strong(explanation.Trial));
        page.Line($"proposed  {Terminal.Visible(explanation.ProposedBecause)}");
        page.Line(
            $"          {Words.Count(explanation.EndedBefore, "trial")} had ended, {explanation.UnderWayThen} under way; {known}"
        );
        page.Line(
            $"{explanation.State.ToLowerInvariant(), -9} {Terminal.Visible(explanation.Reason ?? "nothing to say yet")}"
        );
        if (explanation.Value is { } value)
        {
            var place = explanation.Rank is { } rank
                ? FormattableString.Invariant($", place {rank} of {explanation.Ranked}")
                : "";
            page.Line($"          {metric} = {Words.Exact(value)}{place}");
        }
    }
}
