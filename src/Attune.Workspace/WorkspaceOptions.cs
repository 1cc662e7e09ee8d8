using Attune.Workspace.Compute;
using Attune.Workspace.Metrics;
using Microsoft.Extensions.Logging;

namespace Attune.Workspace;

/// <summary>How a host is opened.</summary>
public sealed record WorkspaceOptions
{
    /// <summary>The workspace that is served from the start. Default <c>default</c>.</summary>
    public string Workspace { get; init; } = "default";

    /// <summary>The variables by which an attempt reaches the metric doors; none when nothing listens.</summary>
    public Func<TrialRun, IReadOnlyDictionary<string, string>> Variables { get; init; } =
        _ => new Dictionary<string, string>();

    /// <summary>Starts and stops what runs in compute instances. Default: nothing can be opened in them.</summary>
    public IInstanceDriver InstanceDriver { get; init; } = new NoApplications();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Loggers { get; init; }
}
