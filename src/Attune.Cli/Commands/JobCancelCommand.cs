using System.CommandLine;

namespace Attune.Cli.Commands;

/// <summary><c>attune job cancel</c>.</summary>
internal static class JobCancelCommand
{
    public static Command Create(CommandTree tree)
    {
        var reason = new Option<string?>("--reason") { Description = "Why; kept with it", HelpName = "TEXT" };
        var command = CommandTree.New(
            "cancel",
            "Cancel a job with its running trials, or a single trial",
            "attune job cancel calm_otter_7k2m9q",
            "attune job cancel calm_otter_7k2m9q_3 --reason 'diverges'"
        );
        var name = new NameInput(command, "The job, or a trial as NAME_NUMBER");
        command.Options.Add(reason);
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                JobChange.RunAsync(
                    call,
                    name.Get(call),
                    async host =>
                        (
                            await host.CancelAsync(
                                name.Get(call),
                                call.Get(reason) ?? "canceled by a person",
                                cancellationToken
                            )
                        ).Name,
                    job => $"{job} is being canceled; its trials are asked to end.",
                    cancellationToken
                )
        );
        return command;
    }
}
