using Attune.Storage;
using Microsoft.Extensions.Logging;

namespace Attune.Workspace.Compute;

/// <summary>Makes, changes, starts, stops and takes away the compute of a home's workspaces. Thread-safe.</summary>
/// <remarks>
/// A state is written down before it is acted on: a host that is killed in between goes on at its next start. An operation of an
/// instance goes on in the background; the instance's document says how it stands.
/// </remarks>
public sealed partial class ComputeDesk : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly AttuneDatabase _database;
    private readonly IInstanceDriver _driver;
    private readonly InstanceWork _work;
    private readonly TimeProvider _time;
    private readonly ILogger<ComputeDesk> _logger;
    private Task _loops = Task.CompletedTask;

    internal ComputeDesk(
        AttuneDatabase database,
        IInstanceDriver driver,
        TimeProvider time,
        ILogger<ComputeDesk> logger
    )
    {
        (_database, _driver, _time, _logger) = (database, driver, time, logger);
        _work = new InstanceWork(database, driver, logger);
    }

    /// <summary>Whether something runs in an instance of the home, or is being started or stopped.</summary>
    public bool AnyRuns => _driver.AnyRuns || _work.IsBusy;

    /// <summary>The way to what runs in an instance; null when nothing does.</summary>
    /// <param name="workspace">The workspace, as it is written.</param>
    /// <param name="name">The instance, as it is written.</param>
    public InstanceDoor? DoorOf(string workspace, string name) => _driver.DoorOf(workspace, name);

    /// <summary>Makes the folder of a person's notebooks, if it is not there yet, with those that come with the program; what was changed or deleted there stays so.</summary>
    /// <param name="workspace">The workspace, as it is written.</param>
    /// <param name="person">The person, whose name can be a folder's.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task PrepareAsync(string workspace, string person, CancellationToken cancellationToken) =>
        _driver.PrepareAsync(workspace, person, cancellationToken);

    /// <summary>The compute of a workspace.</summary>
    public ComputeCatalog Of(string workspace) => new(_database, workspace);

    /// <summary>Makes a compute, or changes one of the same type: its description, labels, sizes and times. A new instance is started.</summary>
    /// <returns>The compute, and whether it is new.</returns>
    /// <exception cref="InvalidSpecException">What is asked for cannot be; all problems at once.</exception>
    /// <exception cref="JobStateException">The name is taken by compute of another type, or it is being taken away.</exception>
    public async Task<(ComputeTarget Compute, bool IsNew)> SaveAsync(
        string workspace,
        ComputeTarget asked,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(asked);
        var problems = asked.Validate().ToList();
        if (problems.Count > 0)
        {
            throw new InvalidSpecException(problems);
        }
        var isNew = false;
        var now = _time.GetUtcNow();
        var saved = await Of(workspace)
            .ChangeAsync(
                asked.Name,
                there =>
                {
                    isNew = there is null;
                    return there is null
                        ? Begin(asked, now)
                        : Changed(there, asked) with
                        {
                            ModifiedAt = now,
                        };
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        if (isNew && saved is ComputeInstance instance)
        {
            _work.Begin(workspace, instance);
        }
        return (saved!, isNew);
    }

    /// <summary>Starts, stops or restarts an instance; at once done when it is in that state already.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="name">The instance.</param>
    /// <param name="state">Starting, Stopping or Restarting.</param>
    /// <param name="cancellationToken">Gives up before it is written down.</param>
    /// <exception cref="KeyNotFoundException">There is no such compute.</exception>
    /// <exception cref="JobStateException">It is no instance, or something else is being done with it.</exception>
    public Task<ComputeInstance> MoveAsync(
        string workspace,
        string name,
        InstanceState state,
        CancellationToken cancellationToken
    ) => MoveAsync(workspace, name, state, null, cancellationToken);

    /// <summary>Takes compute away; of an instance, once it has been stopped.</summary>
    /// <returns>The instance that is being taken away; null when it was a cluster, which is gone.</returns>
    /// <exception cref="KeyNotFoundException">There is no such compute.</exception>
    public async Task<ComputeInstance?> DeleteAsync(
        string workspace,
        string name,
        CancellationToken cancellationToken
    )
    {
        var there =
            await Of(workspace).FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw Missing(name);
        if (there is ComputeInstance)
        {
            return await MoveAsync(workspace, name, InstanceState.Deleting, null, cancellationToken)
                .ConfigureAwait(false);
        }
        await Of(workspace).DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Takes up what an earlier host left half-done, looks whether what ran still runs, and keeps the instances' times from then on.</summary>
    /// <param name="workspaces">The workspaces of the home, as they are when it is called.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    internal async Task RestoreAsync(
        Func<CancellationToken, Task<IReadOnlyList<string>>> workspaces,
        CancellationToken cancellationToken
    )
    {
        foreach (var workspace in await workspaces(cancellationToken).ConfigureAwait(false))
        {
            await _work.RestoreAsync(workspace, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
        var clock = new InstanceClock(this, _driver, _time, _logger);
        _loops = Task.WhenAll(
            Task.Run(() => clock.RunAsync(workspaces, _stop.Token), CancellationToken.None),
            Task.Run(() => WatchAsync(_stop.Token), CancellationToken.None)
        );
    }

    /// <summary>Lets go: what runs goes on, and operations under way are left to the next host.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _work.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (var end in _driver.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            LogEnded(_logger, end.Name, end.Reason);
            await _work.EndedAsync(end, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
    }

    // As the public one, with who or what asks; null for a person.
    internal async Task<ComputeInstance> MoveAsync(
        string workspace,
        string name,
        InstanceState state,
        string? trigger,
        CancellationToken cancellationToken
    )
    {
        var begins = false;
        var saved = await Of(workspace)
            .ChangeAsync(
                name,
                there =>
                {
                    var instance = there switch
                    {
                        null => throw Missing(name),
                        ComputeInstance found => found,
                        _ => throw new JobStateException(
                            $"'{there.Name}' is a cluster: it has no machine that could be started or stopped."
                        ),
                    };
                    begins = !(
                        (state == InstanceState.Starting && instance.State == InstanceState.Running)
                        || (state == InstanceState.Stopping && instance.State == InstanceState.Stopped)
                        || state == instance.State
                    );
                    if (begins && instance.IsChanging && state != InstanceState.Deleting)
                    {
                        throw new JobStateException(
                            $"'{instance.Name}' is {instance.State.ToString().ToLowerInvariant()}; wait until that is done."
                        );
                    }
                    var operation = Operation(OperationOf(state), trigger);
                    return begins ? instance with { State = state, LastOperation = operation }
                        // Nothing to do: done.
                        : state == instance.State ? instance
                        : instance with
                        {
                            LastOperation = operation with { Outcome = OperationOutcome.Succeeded },
                        };
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        var moved = (ComputeInstance)saved!;
        if (begins)
        {
            _work.Begin(workspace, moved);
        }
        return moved;
    }

    private ComputeTarget Begin(ComputeTarget asked, DateTimeOffset now) =>
        asked switch
        {
            ComputeInstance instance => instance with
            {
                CreatedAt = now,
                ModifiedAt = now,
                State = InstanceState.Creating,
                Applications = [],
                LastOperation = Operation("Create", null),
            },
            _ => asked with { CreatedAt = now, ModifiedAt = now },
        };

    private static ComputeTarget Changed(ComputeTarget there, ComputeTarget asked) =>
        (there, asked) switch
        {
            (ComputeCluster cluster, ComputeCluster wanted) => wanted with
            {
                Name = cluster.Name,
                CreatedAt = cluster.CreatedAt,
                CreatedBy = cluster.CreatedBy,
            },
            (ComputeInstance { State: InstanceState.Deleting } gone, ComputeInstance) =>
                throw new JobStateException($"'{gone.Name}' is being deleted; wait until that is done."),
            (ComputeInstance instance, ComputeInstance wanted) => instance with
            {
                Description = wanted.Description,
                Tags = wanted.Tags,
                Size = wanted.Size,
                IdleMinutesBeforeShutdown = wanted.IdleMinutesBeforeShutdown,
                Schedules = wanted.Schedules,
            },
            _ => throw new JobStateException($"The name '{there.Name}' is taken by compute of another type."),
        };

    private InstanceOperation Operation(string name, string? trigger) =>
        new()
        {
            Id = Guid.NewGuid().ToString("N"),
            Name = name,
            At = _time.GetUtcNow(),
            Trigger = trigger ?? "User",
        };

    private static string OperationOf(InstanceState state) =>
        state switch
        {
            InstanceState.Starting => "Start",
            InstanceState.Stopping => "Stop",
            InstanceState.Restarting => "Restart",
            InstanceState.Deleting => "Delete",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No operation leads there."),
        };

    private static KeyNotFoundException Missing(string name) => new($"There is no compute '{name}'.");

    [LoggerMessage(1202, LogLevel.Warning, "Compute instance {Name} runs no more: {Reason}")]
    private static partial void LogEnded(ILogger logger, string name, string reason);
}
