using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;
using Attune.Workspace.Catalog.Verification;

namespace Attune.Cli.Commands;

/// <summary><c>attune verify</c>.</summary>
internal static class VerifyCommand
{
    private const int MostShown = 20;

    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "verify",
            "Examine what is stored and what runs for what Attune promises: nothing lost, doubled or left behind",
            "attune verify",
            "attune verify calm_otter_7k2m9q"
        );
        var name = new NameInput(command, "Only this job; else all", required: false);
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, name.Find(call), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(Call call, string? name, CancellationToken cancellationToken)
    {
        if (
            call.RefuseElsewhere("it examines the home's files and the processes of its machine.") is
            { } refused
        )
        {
            return refused;
        }
        var store = await call.OpenAsync(cancellationToken);
        await using var _ = store;
        if (store is null)
        {
            return await call.NoJobAsync(store, name ?? "(any)", cancellationToken);
        }
        var verifier = new Verifier(store.Database, store.Home, store.Workspace, TimeProvider.System);
        if (await verifier.ExamineAsync(name, cancellationToken) is not { } verdicts)
        {
            return await call.NoJobAsync(store, name!, cancellationToken);
        }
        if (call.ForPeople)
        {
            Write(call.Terminal.Out, verdicts);
        }
        else
        {
            call.Write(VerdictContract.Of(verdicts), ContractJson.Readable.VerdictContract);
        }
        return verdicts.Any(verdict => verdict.State == InvariantState.Violated)
            ? ExitCode.Failed
            : ExitCode.Ok;
    }

    private static void Write(Page page, IReadOnlyList<InvariantVerdict> verdicts)
    {
        var width = verdicts.Max(verdict => verdict.Title.Length);
        foreach (var verdict in verdicts)
        {
            var word = verdict.State switch
            {
                InvariantState.Holds => page.Fine("ok      "),
                InvariantState.Violated => page.Alarm("violated"),
                _ => page.Caution("unknown "),
            };
            page.Line(
                $"{verdict.Id}  {verdict.Title.PadRight(width)}  {word}  {Terminal.Visible(verdict.Evidence)}"
            );
            foreach (var violation in verdict.Violations.Take(MostShown))
            {
                var where = violation.Trial ?? violation.Job;
                page.Line(
                    $"      {(where is null ? "" : where + ": ")}{Terminal.Visible(violation.Message)}"
                );
            }
            if (verdict.Violations.Count > MostShown)
            {
                page.Line($"      … and {verdict.Violations.Count - MostShown} more; see --json");
            }
        }
    }
}
