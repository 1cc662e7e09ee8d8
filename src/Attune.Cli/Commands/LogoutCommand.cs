using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Profiles;
using Attune.Client;

namespace Attune.Cli.Commands;

/// <summary><c>attune logout</c>.</summary>
internal static class LogoutCommand
{
    public static Command Create(CommandTree tree)
    {
        var name = new Argument<string?>("PROFILE")
        {
            Description = "The profile; the one in use unless given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.CompletionSources.Add(_ =>
            ProfileFile
                .Read()
                .Profiles.Select(profile => new System.CommandLine.Completions.CompletionItem(profile.Name))
        );
        var command = CommandTree.New(
            "logout",
            "Sign out of a host: its token counts no more, and is forgotten here",
            "attune logout",
            "attune logout lab"
        );
        command.Arguments.Add(name);
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, call.Get(name), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        string? asked,
        CancellationToken cancellationToken
    )
    {
        var list = ProfileFile.Read();
        var name = asked ?? list.Current;
        if (list.Profiles.FirstOrDefault(profile => profile.Name == name) is not { } profile)
        {
            return call.Terminal.Refuse(
                ExitCode.NotFound,
                name is null ? "No profile is in use." : $"There is no profile '{name}'.",
                "see attune profile list"
            );
        }
        var ended = await EndAsync(profile, cancellationToken);
        ProfileFile.Write(
            new ProfileList
            {
                Current = list.Current == name ? null : list.Current,
                Profiles = [.. list.Profiles.Where(other => other != profile)],
            }
        );
        if (!call.ForPeople)
        {
            call.Write(new DeletedContract(profile.Name, true), ContractJson.Readable.DeletedContract);
            return ExitCode.Ok;
        }
        call.Terminal.Out.Line($"Signed out of {profile.Server}.");
        if (!ended)
        {
            call.Terminal.Say(
                $"Its token still counts there. To end it: attune token list --user {profile.User}, attune token revoke ID"
            );
        }
        return ExitCode.Ok;
    }

    // A token that was handed over as it is may be others' too; one that was made here is ended.
    private static async Task<bool> EndAsync(Profile profile, CancellationToken cancellationToken)
    {
        if (profile.TokenId is not { } id || Remote.AddressOf(profile.Server) is not { } address)
        {
            return false;
        }
        try
        {
            using var client = new HostClient(
                new HostLogin(address, profile.Token) { Fingerprint = profile.Fingerprint }
            );
            await client.RevokeTokenAsync(profile.User, id, cancellationToken);
            return true;
        }
        catch (HostRefusalException)
        {
            return true; // It counts no more already.
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
