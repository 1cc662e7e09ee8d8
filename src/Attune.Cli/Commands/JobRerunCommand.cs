using System.CommandLine;
using Attune.Cli.Hosting;

namespace Attune.Cli.Commands;

/// <summary><c>attune job rerun</c>.</summary>
internal static class JobRerunCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "rerun",
            "Run a trial again as a job of its own: its values, and its code as it was then",
            "attune job rerun calm_otter_7k2m9q_3"
        );
        var name = new NameInput(command, "The trial as NAME_NUMBER, or a command job");
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                ForegroundJob.RunAsync(
                    call,
                    name.Get(call),
                    async host => (await host.RerunAsync(name.Get(call), cancellationToken)).Name,
                    cancellationToken
                )
        );
        return command;
    }
}
