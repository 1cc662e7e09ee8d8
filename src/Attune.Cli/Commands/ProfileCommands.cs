using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Profiles;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary><c>attune profile …</c>: the hosts that the command is signed in to.</summary>
internal static class ProfileCommands
{
    /// <summary>Stands for the home on this machine.</summary>
    public const string Local = "local";

    public static Command Create(CommandTree tree) =>
        new("profile", "Hosts of other machines that you are signed in to: list, use")
        {
            List(tree),
            Use(tree),
        };

    private static Command List(CommandTree tree)
    {
        var command = CommandTree.New("list", "List the profiles", "attune profile list");
        tree.SetAction(
            command,
            (call, _) =>
            {
                var list = ProfileFile.Read();
                IReadOnlyList<ProfileContract> all =
                [
                    .. list
                        .Profiles.OrderBy(profile => profile.Name, StringComparer.Ordinal)
                        .Select(profile => ProfileContract.Of(profile, list.Current)),
                ];
                if (!call.ForPeople)
                {
                    call.Write(all, ContractJson.Readable.IReadOnlyListProfileContract);
                }
                else if (all.Count == 0)
                {
                    call.Terminal.Say(
                        "No profiles: commands speak to the home on this machine. attune login URL"
                    );
                }
                else
                {
                    var listing = new Listing(call.Terminal.Out.Traits.Width);
                    listing.Add("", all.Select(profile => (Cell)(profile.Current ? "*" : "")));
                    listing.Add("name", all.Select(profile => (Cell)profile.Name));
                    listing.Add("server", all.Select(profile => (Cell)profile.Server));
                    listing.Add("user", all.Select(profile => (Cell)profile.User), rank: 1);
                    call.Terminal.Out.Draw(listing.Draw());
                }
                return Task.FromResult(ExitCode.Ok);
            }
        );
        return command;
    }

    private static Command Use(CommandTree tree)
    {
        var name = new Argument<string>("PROFILE")
        {
            Description = $"The profile; '{Local}' for the home on this machine",
        };
        name.CompletionSources.Add(_ =>
            ProfileFile
                .Read()
                .Profiles.Select(profile => profile.Name)
                .Append(Local)
                .Select(each => new System.CommandLine.Completions.CompletionItem(each))
        );
        var command = CommandTree.New(
            "use",
            "Say which host commands speak to from now on",
            "attune profile use lab",
            "attune profile use local"
        );
        command.Arguments.Add(name);
        tree.SetAction(
            command,
            (call, _) =>
            {
                var list = ProfileFile.Read();
                var wanted = call.Get(name)!;
                var found = list.Profiles.FirstOrDefault(profile => profile.Name == wanted);
                if (found is null && wanted != Local)
                {
                    return Task.FromResult(
                        call.Terminal.Refuse(
                            ExitCode.NotFound,
                            $"There is no profile '{wanted}'.",
                            Suggestion.For(wanted, list.Profiles.Select(profile => profile.Name))
                                ?? "see attune profile list"
                        )
                    );
                }
                ProfileFile.Write(list with { Current = found?.Name });
                call.Terminal.Say(
                    found is null
                        ? "Commands speak to the home on this machine."
                        : $"Commands speak to {found.Server}."
                );
                return Task.FromResult(ExitCode.Ok);
            }
        );
        return command;
    }
}
