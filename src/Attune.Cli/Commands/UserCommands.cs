using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;
using Attune.Client.Protocols.Control;

namespace Attune.Cli.Commands;

/// <summary><c>attune user …</c>: who may sign in to the studio.</summary>
internal static class UserCommands
{
    public static Command Create(CommandTree tree) =>
        new("user", "People who may sign in to the studio: add, list, invite again, change, sign out, remove")
        {
            Add(tree),
            List(tree),
            Invite(tree),
            ChangeRole(tree),
            Sessions(tree),
            SignOut(tree),
            Remove(tree),
        };

    /// <summary>An option that takes a role.</summary>
    public static Option<string?> RoleOption(string description)
    {
        var role = new Option<string?>("--role") { Description = description, HelpName = "ROLE" };
        role.AcceptOnlyFromAmong("reader", "contributor", "owner");
        return role;
    }

    private static Command Add(CommandTree tree)
    {
        var name = NameOf("The account's name: lower case letters, digits, '.', '_', '-'");
        var role = RoleOption("reader (looks), contributor (also runs jobs) or owner. Default reader");
        var command = CommandTree.New(
            "add",
            "Make an account, and print the address where its password is chosen, once",
            "attune user add anna",
            "attune user add ben --role contributor"
        );
        command.Arguments.Add(name);
        command.Options.Add(role);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
                Tell(
                    call,
                    await HostQuestion.AskAsync(
                        call,
                        host =>
                            host.AddUserAsync(
                                new UserRequest(call.Get(name), call.Get(role)),
                                cancellationToken
                            ),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static Command Invite(CommandTree tree)
    {
        var name = NameOf("The account");
        var command = CommandTree.New(
            "invite",
            "Invite an account anew, for a forgotten password; the old one counts no more",
            "attune user invite anna"
        );
        command.Arguments.Add(name);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
                Tell(
                    call,
                    await HostQuestion.AskAsync(
                        call,
                        host => host.InviteUserAsync(call.Get(name)!, cancellationToken),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static Command List(CommandTree tree)
    {
        var command = CommandTree.New("list", "List the accounts", "attune user list");
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var users = (
                    await HostQuestion.AskAsync(
                        call,
                        host => host.ListUsersAsync(cancellationToken),
                        cancellationToken
                    )
                ).Users;
                if (!call.ForPeople)
                {
                    call.Write(users, ContractJson.Readable.IReadOnlyListUserResponse);
                }
                else if (users.Count == 0)
                {
                    call.Terminal.Say(
                        "No accounts: this machine's own user needs none. attune user add NAME"
                    );
                }
                else
                {
                    var listing = new Listing(call.Terminal.Out.Traits.Width);
                    listing.Add("name", users.Select(user => (Cell)user.Name));
                    listing.Add("role", users.Select(user => (Cell)user.Role));
                    listing.Add("state", users.Select(user => (Cell)StateOf(user)), rank: 1);
                    listing.Add("tokens", users.Select(user => (Cell)$"{user.Tokens}"), rank: 2, right: true);
                    listing.Add("created", users.Select(user => (Cell)Words.Moment(user.CreatedAt)), rank: 3);
                    call.Terminal.Out.Draw(listing.Draw());
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command ChangeRole(CommandTree tree)
    {
        var name = NameOf("The account");
        var role = new Argument<string>("ROLE") { Description = "reader, contributor or owner" };
        role.AcceptOnlyFromAmong("reader", "contributor", "owner");
        var command = CommandTree.New(
            "role",
            "Give an account another role; it has to sign in again",
            "attune user role anna contributor"
        );
        command.Arguments.Add(name);
        command.Arguments.Add(role);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var user = await HostQuestion.AskAsync(
                    call,
                    host => host.ChangeRoleAsync(call.Get(name)!, call.Get(role)!, cancellationToken),
                    cancellationToken
                );
                if (call.ForPeople)
                {
                    call.Terminal.Out.Line($"{user.Name} is {user.Role} now.");
                }
                else
                {
                    call.Write(user, ContractJson.Readable.UserResponse);
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command Sessions(CommandTree tree)
    {
        var name = NameOf("The account, or owner for this machine's own user");
        var command = CommandTree.New(
            "sessions",
            "List the browsers in which somebody is signed in",
            "attune user sessions anna"
        );
        command.Arguments.Add(name);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var sessions = (
                    await HostQuestion.AskAsync(
                        call,
                        host => host.ListSessionsAsync(call.Get(name)!, cancellationToken),
                        cancellationToken
                    )
                ).Sessions;
                if (!call.ForPeople)
                {
                    call.Write(sessions, ContractJson.Readable.IReadOnlyListSessionResponse);
                }
                else if (sessions.Count == 0)
                {
                    call.Terminal.Say($"{call.Get(name)} is signed in with no browser.");
                }
                else
                {
                    var listing = new Listing(call.Terminal.Out.Traits.Width);
                    listing.Add("id", sessions.Select(one => (Cell)one.Id));
                    listing.Add("last seen", sessions.Select(one => (Cell)Words.Moment(one.SeenAt)));
                    listing.Add("address", sessions.Select(one => (Cell)one.Address), rank: 1);
                    listing.Add("browser", sessions.Select(one => (Cell)one.Browser), rank: 2);
                    listing.Add("since", sessions.Select(one => (Cell)Words.Moment(one.BeganAt)), rank: 3);
                    call.Terminal.Out.Draw(listing.Draw());
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command SignOut(CommandTree tree)
    {
        var name = NameOf("The account, or owner for this machine's own user");
        var id = new Argument<string?>("SESSION")
        {
            Description = "The session: attune user sessions NAME. Default: all of theirs",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = CommandTree.New(
            "sign-out",
            "End a session of somebody, or all of them; tokens of programs stay",
            "attune user sign-out anna",
            "attune user sign-out anna 4f2a90c1d3e7"
        );
        command.Arguments.Add(name);
        command.Arguments.Add(id);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var (user, session) = (call.Get(name)!, call.Get(id));
                await HostQuestion.AskAsync(
                    call,
                    host => host.EndSessionsAsync(user, session, cancellationToken),
                    cancellationToken
                );
                if (call.ForPeople)
                {
                    call.Terminal.Out.Line(
                        session is null
                            ? $"{user} is signed out everywhere."
                            : $"Session {session} of {user} has ended."
                    );
                }
                else
                {
                    call.Write(
                        new DeletedContract(session ?? user, true),
                        ContractJson.Readable.DeletedContract
                    );
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command Remove(CommandTree tree)
    {
        var name = NameOf("The account");
        var command = CommandTree.New(
            "remove",
            "Delete an account with its tokens; its files stay",
            "attune user remove anna"
        );
        command.Arguments.Add(name);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var user = call.Get(name)!;
                await HostQuestion.AskAsync(
                    call,
                    host => host.RemoveUserAsync(user, cancellationToken),
                    cancellationToken
                );
                if (call.ForPeople)
                {
                    call.Terminal.Out.Line($"{user} can sign in no more.");
                }
                else
                {
                    call.Write(new DeletedContract(user, true), ContractJson.Readable.DeletedContract);
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static ExitCode Tell(Call call, InvitationResponse invitation)
    {
        if (call.ForPeople)
        {
            call.Terminal.Say(
                $"Whoever opens this address within {invitation.Days} days chooses the password of {invitation.Name}, once:"
            );
            call.Terminal.Out.Line(invitation.Address);
        }
        else
        {
            call.Write(invitation, ContractJson.Readable.InvitationResponse);
        }
        return ExitCode.Ok;
    }

    private static string StateOf(UserResponse user) =>
        user.HasPassword ? "can sign in"
        : user.InvitedUntil is { } until && until > TimeProvider.System.GetUtcNow()
            ? $"invited until {Words.Moment(until)}"
        : "invitation ended";

    private static Argument<string> NameOf(string what) => new("NAME") { Description = what };
}
