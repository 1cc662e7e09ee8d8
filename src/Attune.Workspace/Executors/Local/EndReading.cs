using Attune.Studies;

namespace Attune.Workspace.Executors.Local;

/// <summary>Reads off an attempt's state folder how it ended.</summary>
internal static class EndReading
{
    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [10] = "SIGUSR1",
        [11] = "SIGSEGV",
        [12] = "SIGUSR2",
        [13] = "SIGPIPE",
        [14] = "SIGALRM",
        [15] = "SIGTERM",
    };

    /// <summary>How it ended, and what it used.</summary>
    /// <param name="state">The attempt's state folder.</param>
    /// <param name="group">Its control group, where there is one.</param>
    /// <param name="measured">What was measured while it ran; null when nothing was.</param>
    public static ExecutionEnd Of(StateFolder state, MemoryGroup? group, MeasuredUsage? measured)
    {
        var ranOutOfMemory = group?.RanOut() ?? false;
        var started = state.Start()?.At;
        var end = state.End();
        var (kind, reason) = (state.Ending(), end?.Code) switch
        {
            (ExecutionEndKind.OutOfMemory, _) => (
                ExecutionEndKind.OutOfMemory,
                "used more memory than its limit"
            ),
            (_, not 0) when ranOutOfMemory => (
                ExecutionEndKind.OutOfMemory,
                "used more memory than its limit"
            ),
            (ExecutionEndKind.TimedOut, _) => (ExecutionEndKind.TimedOut, "ran longer than its timeout"),
            ({ } ending, _) => (ending, "was stopped"),
            (_, null) => (
                ExecutionEndKind.Lost,
                "vanished: its process was killed, or the machine went down"
            ),
            (_, 0) => (ExecutionEndKind.Exited, "exit code 0"),
            (_, 126) => (ExecutionEndKind.Exited, "exit code 126: the command may not be executed"),
            (_, 127) => (ExecutionEndKind.Exited, "exit code 127: a command was not found"),
            (_, > 128 and var code) when Signals.TryGetValue(code - 128, out var signal) => (
                ExecutionEndKind.Signaled,
                $"ended by {signal}"
                    + (signal == "SIGKILL" ? " (by somebody, or because the machine ran out of memory)" : "")
            ),
            (_, { } code) => (ExecutionEndKind.Exited, FormattableString.Invariant($"exit code {code}")),
        };
        var usage = state.IsMeasured
            ? Usage(state.ProcessorSeconds(), measured?.Usage, group?.Peak(), ranOutOfMemory)
            : null;
        return new ExecutionEnd(kind, reason, end?.Code, started, end?.At, usage);
    }

    /// <summary>Puts together what is known from several sides; each of them can only say too little, but for the group, which counts files too.</summary>
    private static TrialUsage? Usage(double? waitedFor, TrialUsage? measured, long? groupPeak, bool ranOut)
    {
        var seconds =
            waitedFor is null || measured?.ProcessorSeconds > waitedFor
                ? measured?.ProcessorSeconds
                : waitedFor;
        var memory = ranOut ? groupPeak : measured?.PeakMemory;
        if (memory > groupPeak)
        {
            memory = groupPeak; // pages that processes share were counted for each of them
        }
        var usage = (measured ?? new TrialUsage()) with { ProcessorSeconds = seconds, PeakMemory = memory };
        return usage == new TrialUsage() ? null : usage;
    }
}
