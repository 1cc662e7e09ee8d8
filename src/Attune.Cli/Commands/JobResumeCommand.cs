using System.CommandLine;
using Attune.Cli.Hosting;

namespace Attune.Cli.Commands;

/// <summary><c>attune job resume</c>.</summary>
internal static class JobResumeCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "resume",
            "Go on with a job that was interrupted, canceled or has failed, and show how it goes",
            "attune job resume calm_otter_7k2m9q"
        );
        var name = new NameInput(command, "The job");
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                ForegroundJob.RunAsync(
                    call,
                    name.Get(call),
                    async host => (await host.ResumeAsync(name.Get(call), cancellationToken)).Name,
                    cancellationToken
                )
        );
        return command;
    }
}
