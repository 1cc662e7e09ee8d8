using System.CommandLine;
using Attune.Cli.Hosting;

namespace Attune.Cli.Commands;

/// <summary><c>attune run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "run",
            "Run a job file on this machine (--server: on another) and show how it goes; an unfinished job from the same file goes on",
            "attune run sweep.yml",
            "attune run sweep.yml --max-concurrent 4",
            "attune run sweep.yml --set limits.max_total_trials=20 --set search_space.lr.max_value=-2",
            "attune run sweep.yml --json > result.json",
            "attune run sweep.yml --server https://lab:23457/"
        );
        var input = new JobRunInput(command);
        tree.SetAction(command, (call, cancellationToken) => RunAsync(call, input, cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        JobRunInput input,
        CancellationToken cancellationToken
    )
    {
        if (!await JobReading.CheckAsync(call, input, cancellationToken))
        {
            return ExitCode.Usage;
        }
        var (found, job) = await HostAccess.AskAsync(
            () => HostAccess.OpenAsync(call, cancellationToken),
            client => input.SubmitAsync(call, client, cancellationToken),
            cancellationToken
        );
        await using var host = found;
        if (job.Continues)
        {
            call.Terminal.Say($"{job.Name} was not finished; it goes on. (A new job instead: --new)");
        }
        return await new ForegroundJob(call, host, job.Name).FollowAsync(cancellationToken);
    }
}
