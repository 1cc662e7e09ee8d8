using System.CommandLine;
using Attune.Cli.Homes;
using Attune.Cli.Hosting;

namespace Attune.Cli.Commands;

/// <summary><c>attune host</c>: the host alone, as <c>attune job create</c> starts it in the background.</summary>
internal static class HostCommand
{
    // Long enough for whoever started it to hand in a job.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(CommandTree tree)
    {
        var untilIdle = new Option<bool>("--until-idle")
        {
            Description = "End when no job is left and no instance runs",
        };
        var command = CommandTree.New("host", "Run the jobs that other commands hand in", "attune host");
        command.Hidden = true;
        command.Options.Add(untilIdle);
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, call.Get(untilIdle), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        bool untilIdle,
        CancellationToken cancellationToken
    )
    {
        var home = HomeChoice.FindOrCreate(call.HomeAsked);
        await using var host = await HostSession.OpenAsync(home, call.Workspace, cancellationToken);
        call.Terminal.Say($"Listening on {host.Address}");
        var interrupted = new CancellationTokenSource();
        using var handlers = new Interrupting(
            host.Workspace,
            text =>
            {
                call.Terminal.Say(text);
                interrupted.Cancel();
            }
        );
        try
        {
            do
            {
                await host.Workspace.WhenIdleAsync(cancellationToken);
                await Task.Delay(Patience, TimeProvider.System, interrupted.Token);
            } while (!untilIdle || host.Workspace.Compute.AnyRuns || !host.Workspace.TryClose());
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await host.Workspace.WhenIdleAsync(cancellationToken);
            return ExitCode.Interrupted;
        }
        finally
        {
            interrupted.Dispose();
        }
        return ExitCode.Ok;
    }
}
