using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;
using Attune.Client.Protocols.Control;

namespace Attune.Cli.Commands;

/// <summary><c>attune token …</c>: how programs act for an account.</summary>
internal static class TokenCommands
{
    public static Command Create(CommandTree tree) =>
        new("token", "Tokens by which programs act for an account: create, list, revoke")
        {
            New(tree),
            List(tree),
            Revoke(tree),
        };

    private static Command New(CommandTree tree)
    {
        var user = UserOption();
        var label = new Option<string?>("--label") { Description = "What it is for", HelpName = "TEXT" };
        var role = UserCommands.RoleOption("The most it may do. Default: what its account may");
        var days = new Option<int?>("--days")
        {
            Description = "How long it counts, 1 to 366. Default 30",
            HelpName = "N",
        };
        var command = CommandTree.New(
            "create",
            "Make a token and print it; it is shown this once",
            "attune token create --user anna --label laptop",
            "MLFLOW_TRACKING_TOKEN=$(attune token create --user anna) python train.py"
        );
        command.Options.Add(user);
        command.Options.Add(label);
        command.Options.Add(role);
        command.Options.Add(days);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var request = new TokenRequest(call.Get(label), call.Get(role), call.Get(days));
                var made = await HostQuestion.AskAsync(
                    call,
                    host => host.CreateTokenAsync(call.Get(user)!, request, cancellationToken),
                    cancellationToken
                );
                if (call.ForPeople)
                {
                    call.Terminal.Say(
                        $"A token of {call.Get(user)}, {made.Role}, until {Words.Moment(made.EndsAt)}. It is shown this once:"
                    );
                    call.Terminal.Out.Line(made.Token!);
                }
                else
                {
                    call.Write(made, ContractJson.Readable.TokenResponse);
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command List(CommandTree tree)
    {
        var user = UserOption();
        var command = CommandTree.New("list", "List an account's tokens", "attune token list --user anna");
        command.Options.Add(user);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var tokens = (
                    await HostQuestion.AskAsync(
                        call,
                        host => host.ListTokensAsync(call.Get(user)!, cancellationToken),
                        cancellationToken
                    )
                ).Tokens;
                if (!call.ForPeople)
                {
                    call.Write(tokens, ContractJson.Readable.IReadOnlyListTokenResponse);
                }
                else if (tokens.Count == 0)
                {
                    call.Terminal.Say($"{call.Get(user)} has no tokens.");
                }
                else
                {
                    var listing = new Listing(call.Terminal.Out.Traits.Width);
                    listing.Add("id", tokens.Select(token => (Cell)token.Id));
                    listing.Add("role", tokens.Select(token => (Cell)token.Role));
                    listing.Add("until", tokens.Select(token => (Cell)Words.Moment(token.EndsAt)));
                    listing.Add("created", tokens.Select(token => (Cell)Words.Moment(token.CreatedAt)), 2);
                    listing.Add("label", tokens.Select(token => (Cell)token.Label), 3, stretches: true);
                    call.Terminal.Out.Draw(listing.Draw());
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command Revoke(CommandTree tree)
    {
        var user = UserOption();
        var id = new Argument<string>("ID") { Description = "The token's id: attune token list" };
        var command = CommandTree.New(
            "revoke",
            "End a token",
            "attune token revoke 3f9a0c11d2e4 --user anna"
        );
        command.Arguments.Add(id);
        command.Options.Add(user);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var token = call.Get(id)!;
                await HostQuestion.AskAsync(
                    call,
                    host => host.RevokeTokenAsync(call.Get(user)!, token, cancellationToken),
                    cancellationToken
                );
                if (call.ForPeople)
                {
                    call.Terminal.Out.Line($"{token} counts no more.");
                }
                else
                {
                    call.Write(new DeletedContract(token, true), ContractJson.Readable.DeletedContract);
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Option<string> UserOption() =>
        new("--user", "-u")
        {
            Description = "The account",
            HelpName = "NAME",
            Required = true,
        };
}
