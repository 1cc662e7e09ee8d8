using System.CommandLine;

namespace Attune.Cli.Commands;

/// <summary><c>attune job archive</c> and <c>attune job restore</c>.</summary>
internal static class JobArchiveCommand
{
    public static Command CreateArchive(CommandTree tree) =>
        Create(
            tree,
            CommandTree.New(
                "archive",
                "Hide a job from lists; nothing of it is deleted",
                "attune job archive calm_otter_7k2m9q"
            ),
            archived: true
        );

    public static Command CreateRestore(CommandTree tree) =>
        Create(
            tree,
            CommandTree.New(
                "restore",
                "Show an archived job in lists again",
                "attune job restore calm_otter_7k2m9q"
            ),
            archived: false
        );

    private static Command Create(CommandTree tree, Command command, bool archived)
    {
        var name = new NameInput(command, "The job");
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                JobChange.RunAsync(
                    call,
                    name.Get(call),
                    async host => (await host.ArchiveAsync(name.Get(call), archived, cancellationToken)).Name,
                    job => archived ? $"{job} is archived." : $"{job} is listed again.",
                    cancellationToken
                )
        );
        return command;
    }
}
