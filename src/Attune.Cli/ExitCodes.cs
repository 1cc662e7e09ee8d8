using Attune.Workspace.Catalog;

namespace Attune.Cli;

/// <summary>The exit code that a job's state means.</summary>
internal static class ExitCodes
{
    public static ExitCode Of(JobState state) =>
        state switch
        {
            JobState.Failed or JobState.Canceled => ExitCode.JobFailed,
            JobState.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.Ok,
        };
}
