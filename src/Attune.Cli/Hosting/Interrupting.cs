using System.Runtime.InteropServices;
using Attune.Workspace;
using Attune.Workspace.Executors;

namespace Attune.Cli.Hosting;

/// <summary>What Ctrl+C and SIGTERM mean to a process that runs jobs: the first asks the trials to end, the second ends them, a third leaves at once.</summary>
/// <remarks>Every job is kept and can be continued. The handlers are there until disposal.</remarks>
internal sealed class Interrupting : IDisposable
{
    private readonly WorkspaceHost _workspace;
    private readonly Action<string> _say;
    private readonly PosixSignalRegistration[] _handlers;
    private int _times;

    /// <param name="workspace">Runs the jobs.</param>
    /// <param name="say">Tells the person what happens now.</param>
    public Interrupting(WorkspaceHost workspace, Action<string> say)
    {
        (_workspace, _say) = (workspace, say);
        _handlers =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    public void Dispose() => Array.ForEach(_handlers, handler => handler.Dispose());

    private void Handle(PosixSignalContext context)
    {
        switch (Interlocked.Increment(ref _times))
        {
            case 1:
                context.Cancel = true;
                _say("Stopping: running trials are asked to end. Press Ctrl+C again to end them at once.");
                _workspace.Interrupt(StopMode.Graceful);
                break;
            case 2:
                context.Cancel = true;
                _say("Ending the running trials.");
                _workspace.Interrupt(StopMode.Forceful);
                break;
        }
    }
}
