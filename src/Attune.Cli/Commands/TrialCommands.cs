using System.CommandLine;
using Attune.Client.Protocols.Control;

namespace Attune.Cli.Commands;

/// <summary><c>attune trial …</c>: what a person does with single trials.</summary>
internal static class TrialCommands
{
    public static Command Create(CommandTree tree) =>
        new("trial", "Trials: stop, requeue, add, copy with changes, hide them and write about them")
        {
            Stop(tree),
            Requeue(tree),
            Clone(tree),
            Add(tree),
            Hide(tree, "hide", hidden: true),
            Hide(tree, "unhide", hidden: false),
            Note(tree, "trial"),
        };

    /// <summary><c>note</c>, of a job or of a trial.</summary>
    public static Command Note(CommandTree tree, string kind)
    {
        var example = kind == "job" ? "calm_otter_7k2m9q" : "calm_otter_7k2m9q_3";
        var command = CommandTree.New(
            "note",
            $"Write a note about a {kind}; it takes the place of the one before, and search finds it",
            $"attune {kind} note {example} --text 'the data was stale'",
            $"attune {kind} note {example} --text ''"
        );
        var name = new NameInput(command, kind == "job" ? "The job" : "The trial, as JOB_NUMBER");
        var text = new Option<string>("--text")
        {
            Description = "The note, plain text; empty takes it away",
            HelpName = "TEXT",
            Required = true,
        };
        command.Options.Add(text);
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                SteeringAnswer.RunAsync(
                    call,
                    name.Get(call),
                    host => host.NoteAsync(name.Get(call), call.Get(text) ?? "", cancellationToken),
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Stop(CommandTree tree)
    {
        var command = CommandTree.New(
            "stop",
            "Stop a running trial; it ends as canceled, and its sweep goes on",
            "attune trial stop calm_otter_7k2m9q_3 --reason 'diverges'"
        );
        var name = Name(command);
        var reason = Reason(command);
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
                                call.Get(reason) ?? "stopped by a person",
                                cancellationToken
                            )
                        ).Name,
                    trial => $"{trial} is asked to end.",
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Requeue(CommandTree tree)
    {
        var command = CommandTree.New(
            "requeue",
            "Run a trial again that failed, was canceled, stopped early or lost: another attempt at it",
            "attune trial requeue calm_otter_7k2m9q_3 --reason 'the disk was full'"
        );
        var name = Name(command);
        var reason = Reason(command);
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                SteeringAnswer.RunAsync(
                    call,
                    name.Get(call),
                    host => host.RequeueAsync(name.Get(call), call.Get(reason), cancellationToken),
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Clone(CommandTree tree)
    {
        var command = CommandTree.New(
            "clone",
            "Add a copy of a trial with other values to its sweep",
            "attune trial clone calm_otter_7k2m9q_3 --set lr=0.003 --reason 'between the two best'"
        );
        var name = Name(command);
        var set = JobUpdateCommand.SetOption(
            "Another value: PARAMETER=VALUE; may be repeated",
            "PARAMETER=VALUE"
        );
        set.Required = true;
        command.Options.Add(set);
        var reason = Reason(command);
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                SteeringAnswer.RunAsync(
                    call,
                    name.Get(call),
                    host =>
                        host.CloneAsync(
                            name.Get(call),
                            new AddTrialRequest(call.Get(set), call.Get(reason)),
                            cancellationToken
                        ),
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Add(CommandTree tree)
    {
        var command = CommandTree.New(
            "add",
            "Add a trial with values of your choice to a sweep",
            "attune trial add calm_otter_7k2m9q --set lr=0.003 --set trees=100"
        );
        var name = new NameInput(command, "The sweep");
        var set = JobUpdateCommand.SetOption(
            "A value: PARAMETER=VALUE; one for each parameter",
            "PARAMETER=VALUE"
        );
        set.Required = true;
        command.Options.Add(set);
        var reason = Reason(command);
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                SteeringAnswer.RunAsync(
                    call,
                    name.Get(call),
                    host =>
                        host.AddTrialAsync(
                            name.Get(call),
                            new AddTrialRequest(call.Get(set), call.Get(reason)),
                            cancellationToken
                        ),
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Hide(CommandTree tree, string word, bool hidden)
    {
        var command = CommandTree.New(
            word,
            hidden
                ? "Take an ended trial out of lists, charts, the best and what the sampler learns from"
                : "Show a hidden trial again, and let it count",
            $"attune trial {word} calm_otter_7k2m9q_3"
        );
        var name = Name(command);
        var reason = Reason(command);
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                SteeringAnswer.RunAsync(
                    call,
                    name.Get(call),
                    host =>
                        host.HideAsync(
                            name.Get(call),
                            new HideRequest(hidden, call.Get(reason)),
                            cancellationToken
                        ),
                    cancellationToken
                )
        );
        return command;
    }

    private static NameInput Name(Command command) => new(command, "The trial, as JOB_NUMBER");

    private static Option<string?> Reason(Command command)
    {
        var reason = JobUpdateCommand.ReasonOption();
        command.Options.Add(reason);
        return reason;
    }
}
