using Attune.Storage;
using Attune.Workspace;
using Attune.Workspace.Metrics;
using Microsoft.Extensions.Logging;

namespace Attune.Studio;

/// <summary>What a host speaks for: the home's stores and whoever runs its sweeps. All are shared and none is disposed by the host.</summary>
/// <param name="Database">The home's database.</param>
/// <param name="Inbox">Where measurements go.</param>
/// <param name="Trials">Which trials' tokens count.</param>
/// <param name="Workspace">Runs the jobs that the local command asks for; null when nothing can be asked.</param>
/// <param name="Loggers">Where the host logs; quiet at Information unless something is wrong.</param>
public sealed record StudioParts(
    AttuneDatabase Database,
    MetricInbox Inbox,
    ITrialDirectory Trials,
    WorkspaceHost? Workspace,
    ILoggerFactory Loggers
)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
