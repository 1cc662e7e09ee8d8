namespace Attune.Workspace.Executors.Local;

/// <summary>The small script that stands between the host and a user's command, so that the command's end outlives the host.</summary>
internal static class Shim
{
    // Arguments: the state folder, a control group or "", then the program and its arguments (never pasted into text).
    // - bash, for $EPOCHREALTIME: a clock without a fork; dash would save 1 ms and have none.
    // - The traps keep the shim alive through a stop of its group, so that it can write how the command ended;
    //   a trap with an action is reset in children, an ignored signal would be inherited.
    // - "end" is one write of a line ending in ".": it is there whole or it does not count. A rename would cost a fork
    //   of 2.5 ms between a trial's end and the next one's start.
    // - "times" is written before "end", which vouches for it: what bash and the processes that were waited for used,
    //   exact to the millisecond without a fork, and known even when no host sees the end.
    private const string Text = """
        trap : TERM INT HUP
        umask 077
        printf 'start %s %s .\n' "$$" "$EPOCHREALTIME" > "$1/start"
        [ -z "$2" ] || echo "$$" > "$2/cgroup.procs"
        state=$1
        shift 2
        umask 022
        "$@"
        code=$?
        umask 077
        times > "$state/times"
        printf 'end %s %s .\n' "$code" "$EPOCHREALTIME" > "$state/end"
        """;

    /// <summary>The shim's arguments for an execution.</summary>
    public static IReadOnlyList<string> Arguments(Execution execution, string state, string? group) =>
        [
            "bash",
            "--noprofile",
            "--norc",
            "-c",
            Text,
            "attune-trial",
            state,
            group ?? "",
            .. execution.Wrapper,
            "bash",
            "-c",
            execution.Command,
        ];
}
