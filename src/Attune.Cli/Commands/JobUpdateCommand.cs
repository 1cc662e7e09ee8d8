using System.CommandLine;
using Attune.Client.Protocols.Control;

namespace Attune.Cli.Commands;

/// <summary><c>attune job update</c>.</summary>
internal static class JobUpdateCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "update",
            "Change a job that has begun: limits, early termination, ranges of the search space; names and tags",
            "attune job update calm_otter_7k2m9q --set limits.max_total_trials=40",
            "attune job update calm_otter_7k2m9q --set search_space.lr.max_value=0.01 --reason 'diverges above'",
            "attune job update calm_otter_7k2m9q --set 'early_termination={type: bandit, slack_factor: 0.1}'",
            "attune job update calm_otter_7k2m9q --set limits.timeout=null"
        );
        var name = new NameInput(command, "The sweep");
        var set = SetOption("Change a part: PATH=VALUE, null to take it away; may be repeated", "PATH=VALUE");
        set.Required = true;
        var reason = ReasonOption();
        command.Options.Add(set);
        command.Options.Add(reason);
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                SteeringAnswer.RunAsync(
                    call,
                    name.Get(call),
                    host =>
                        host.UpdateAsync(
                            name.Get(call),
                            new UpdateRequest(call.Get(set), call.Get(reason)),
                            cancellationToken
                        ),
                    cancellationToken
                )
        );
        return command;
    }

    /// <summary><c>--set</c>, as often as needed.</summary>
    public static Option<string[]> SetOption(string description, string form) =>
        new("--set")
        {
            Description = description,
            HelpName = form,
            AllowMultipleArgumentsPerToken = false,
        };

    /// <summary><c>--reason</c>.</summary>
    public static Option<string?> ReasonOption() =>
        new("--reason") { Description = "Why; kept with it", HelpName = "TEXT" };
}
