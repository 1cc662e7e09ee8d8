using Attune.Workspace;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Live;

/// <summary>Where a job stands in truth, told by the host that holds the home.</summary>
internal static class JobStanding
{
    /// <summary>What the store says, unless it says that a job goes on which this host, the only one, does not run.</summary>
    public static (JobState State, string? Reason) Of(JobRecord job, WorkspaceHost? host) =>
        job.IsOver || job.State == JobState.Interrupted || host is null || host.Holds(job.Name)
            ? (job.State, job.Reason)
            : (JobState.Interrupted, "its host is gone");
}
