using Attune.Workspace.Compute.Schedules;
using Microsoft.Extensions.Logging;

namespace Attune.Workspace.Compute;

/// <summary>Starts and stops instances when their times come: by schedule, and when nothing was done in them for long.</summary>
internal sealed partial class InstanceClock(
    ComputeDesk desk,
    IInstanceDriver driver,
    TimeProvider time,
    ILogger<ComputeDesk> logger
)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    /// <summary>Looks at all instances again and again, until it is stopped.</summary>
    public async Task RunAsync(
        Func<CancellationToken, Task<IReadOnlyList<string>>> workspaces,
        CancellationToken cancellationToken
    )
    {
        using var timer = new PeriodicTimer(Tick, time);
        do
        {
            try
            {
                foreach (var workspace in await workspaces(cancellationToken).ConfigureAwait(false))
                {
                    await LookAsync(workspace, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // A full disk, a database that is away: at the next turn again.
                LogFault(logger, error);
            }
        } while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Looks at a workspace's instances once.</summary>
    internal async Task LookAsync(string workspace, CancellationToken cancellationToken)
    {
        var all = await desk.Of(workspace).ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var instance in all.OfType<ComputeInstance>().Where(instance => !instance.IsChanging))
        {
            var due =
                DueBySchedule(instance)
                ?? await DueByIdlenessAsync(workspace, instance, cancellationToken).ConfigureAwait(false);
            if (due is var (state, trigger))
            {
                LogDue(logger, instance.Name, state, trigger);
                try
                {
                    await desk.MoveAsync(workspace, instance.Name, state, trigger, cancellationToken)
                        .ConfigureAwait(false);
                }
                catch (Exception error) when (error is JobStateException or KeyNotFoundException)
                {
                    // Somebody was faster.
                }
            }
        }
    }

    /// <summary>What the last time of the schedules that has come asks for, unless something was done with the instance since.</summary>
    /// <remarks>A host that was away at the time does it when it is back. Nothing needs to be kept: what was done says when.</remarks>
    private (InstanceState State, string Trigger)? DueBySchedule(ComputeInstance instance)
    {
        var since =
            instance.LastOperation?.At > instance.ModifiedAt
                ? instance.LastOperation.At
                : instance.ModifiedAt;
        var due = InstanceSchedule
            .Read(instance.Schedules)
            .Schedules.Select(schedule => (schedule.Starts, At: schedule.Last(since, time.GetUtcNow())))
            .Where(each => each.At is not null)
            .OrderBy(each => each.At)
            .LastOrDefault();
        return due.At is null ? null
            : due.Starts ? (InstanceState.Starting, "Schedule")
            : (InstanceState.Stopping, "Schedule");
    }

    private async Task<(InstanceState State, string Trigger)?> DueByIdlenessAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    )
    {
        if (
            instance.State != InstanceState.Running
            || instance.IdleMinutesBeforeShutdown is not { } minutes
            || instance.LastOperation?.At is not { } started
            || time.GetUtcNow() - started < TimeSpan.FromMinutes(minutes)
        )
        {
            return null;
        }
        var active = await driver
            .ActiveAtAsync(workspace, instance.Name, cancellationToken)
            .ConfigureAwait(false);
        // What cannot be asked may be at work.
        return active is null || active > time.GetUtcNow() - TimeSpan.FromMinutes(minutes)
            ? null
            : (InstanceState.Stopping, "IdleShutdown");
    }

    [LoggerMessage(1203, LogLevel.Information, "Compute instance {Name}: {State} by {Trigger}")]
    private static partial void LogDue(ILogger logger, string name, InstanceState state, string trigger);

    [LoggerMessage(1204, LogLevel.Error, "The times of compute instances could not be looked at")]
    private static partial void LogFault(ILogger logger, Exception error);
}
