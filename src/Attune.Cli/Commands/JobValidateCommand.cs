using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;
using Attune.Workspace.JobFiles;

namespace Attune.Cli.Commands;

/// <summary><c>attune job validate</c>.</summary>
internal static class JobValidateCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "validate",
            "Judge a job file without running it: every problem, with its place",
            "attune job validate sweep.yml",
            "attune job validate -f sweep.yml --set limits.max_total_trials=20"
        );
        var file = new FileInput(command);
        tree.SetAction(command, (call, cancellationToken) => RunAsync(call, file, cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        FileInput input,
        CancellationToken cancellationToken
    )
    {
        var file = input.Get(call);
        var read = await JobFile.ReadAsync(file, input.Overrides(call), cancellationToken);
        if (!call.ForPeople)
        {
            call.Write(ValidationContract.Of(file, read.Problems), ContractJson.Readable.ValidationContract);
        }
        else
        {
            ProblemLines.Write(call.Terminal.Talk, read.Problems);
            if (read.Job is not null)
            {
                call.Terminal.Out.Line("valid");
            }
        }
        return read.Job is null ? ExitCode.Usage : ExitCode.Ok;
    }
}
