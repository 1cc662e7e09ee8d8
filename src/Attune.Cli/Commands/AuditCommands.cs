using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Cli.Screens;
using Attune.Studio.Audit;

namespace Attune.Cli.Commands;

/// <summary><c>attune audit …</c>: who did what.</summary>
internal static class AuditCommands
{
    private const string Why =
        "the log is a file of the home; owners look at it in the studio there (People, Audit).";

    public static Command Create(CommandTree tree) =>
        new("audit", "Who changed what in this home, by which call: list, verify")
        {
            List(tree),
            Verify(tree),
        };

    private static Command List(CommandTree tree)
    {
        var most = new Option<int>("--max-results", "-r")
        {
            Description = "At most this many, the newest",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        };
        var command = CommandTree.New(
            "list",
            "List what was done, the newest last",
            "attune audit list",
            "attune audit list --json -r 1000000 > audit.json"
        );
        command.Options.Add(most);
        tree.SetAction(
            command,
            (call, _) =>
            {
                if (call.RefuseElsewhere(Why) is { } refused)
                {
                    return Task.FromResult(refused);
                }
                IReadOnlyList<AuditEntry> entries = HomeChoice.Find(call.HomeAsked) is { } home
                    ? [.. AuditLog.ReadAll(home.Root).TakeLast(call.Get(most))]
                    : [];
                if (!call.ForPeople)
                {
                    call.Write(entries, ContractJson.Readable.IReadOnlyListAuditEntry);
                }
                else if (entries.Count == 0)
                {
                    call.Terminal.Say("Nothing was done yet through the host of this home.");
                }
                else
                {
                    var listing = new Listing(call.Terminal.Out.Traits.Width);
                    listing.Add("when", entries.Select(entry => (Cell)Words.Moment(entry.At)));
                    listing.Add("who", entries.Select(entry => (Cell)entry.Who));
                    listing.Add("result", entries.Select(entry => (Cell)$"{entry.Result}"), right: true);
                    listing.Add("from", entries.Select(entry => (Cell)entry.From), rank: 2);
                    listing.Add(
                        "what",
                        entries.Select(entry => (Cell)$"{entry.What} {entry.On}".TrimEnd()),
                        stretches: true
                    );
                    call.Terminal.Out.Draw(listing.Draw());
                }
                return Task.FromResult(ExitCode.Ok);
            }
        );
        return command;
    }

    private static Command Verify(CommandTree tree)
    {
        var command = CommandTree.New(
            "verify",
            "Examine whether an entry was changed, moved or taken out",
            "attune audit verify"
        );
        tree.SetAction(
            command,
            (call, _) =>
            {
                if (call.RefuseElsewhere(Why) is { } refused)
                {
                    return Task.FromResult(refused);
                }
                var home = HomeChoice.Find(call.HomeAsked);
                var broken = home is null ? null : AuditLog.FindBroken(home.Root);
                var count = home is null ? 0 : AuditLog.ReadAll(home.Root).Count();
                if (!call.ForPeople)
                {
                    call.Write(
                        new AuditVerdictContract(broken is null, count, broken),
                        ContractJson.Readable.AuditVerdictContract
                    );
                }
                else if (broken is null)
                {
                    call.Terminal.Out.Line($"{count} entries; each follows from the one before it.");
                }
                else
                {
                    call.Terminal.Out.Line(
                        $"Entry {broken.Number} of {Words.Moment(broken.At)} does not follow from the one before it: the log was changed."
                    );
                }
                return Task.FromResult(broken is null ? ExitCode.Ok : ExitCode.Failed);
            }
        );
        return command;
    }
}
