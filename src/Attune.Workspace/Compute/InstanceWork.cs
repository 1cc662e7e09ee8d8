using Attune.Storage;
using Microsoft.Extensions.Logging;

namespace Attune.Workspace.Compute;

/// <summary>Brings instances from the state that is written down to the one that it leads to. Thread-safe.</summary>
internal sealed partial class InstanceWork(
    AttuneDatabase database,
    IInstanceDriver driver,
    ILogger<ComputeDesk> logger
) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();

    // What is done with an instance is done in the order that it was asked for: a stop finds all that a start has started.
    private readonly Dictionary<(string Workspace, string Name), Task> _last = [];

    /// <summary>Whether something is being done with an instance.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _last.Values.Any(task => !task.IsCompleted);
            }
        }
    }

    /// <summary>Does in the background what the instance's state says, and writes down how it went.</summary>
    public void Begin(string workspace, ComputeInstance instance)
    {
        var key = (workspace, instance.Name.ToUpperInvariant());
        lock (_gate)
        {
            var before = _last.GetValueOrDefault(key, Task.CompletedTask);
            _last[key] = Task.Run(() => WorkAsync(workspace, instance, before, _stop.Token));
        }
    }

    private async Task WorkAsync(
        string workspace,
        ComputeInstance instance,
        Task before,
        CancellationToken cancellationToken
    )
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            var starts =
                instance.State
                is InstanceState.Creating
                    or InstanceState.Starting
                    or InstanceState.Restarting;
            if (!starts || instance.State == InstanceState.Restarting)
            {
                await driver.StopAsync(workspace, instance, cancellationToken).ConfigureAwait(false);
            }
            if (instance.State == InstanceState.Deleting)
            {
                await new ComputeCatalog(database, workspace)
                    .DeleteAsync(instance.Name, cancellationToken)
                    .ConfigureAwait(false);
                return;
            }
            var applications = starts
                ? await driver.StartAsync(workspace, instance, cancellationToken).ConfigureAwait(false)
                : [];
            await EndAsync(
                    workspace,
                    instance,
                    starts ? InstanceState.Running : InstanceState.Stopped,
                    applications,
                    null,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (error is not InstanceException)
            {
                LogBroken(logger, instance.Name, error);
            }
            var state =
                instance.State == InstanceState.Creating
                    ? InstanceState.CreateFailed
                    : InstanceState.Unusable;
            await EndAsync(workspace, instance, state, [], error.Message, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EndAsync(
        string workspace,
        ComputeInstance worked,
        InstanceState state,
        IReadOnlyList<InstanceApplication> applications,
        string? fault,
        CancellationToken cancellationToken
    )
    {
        await ChangeAsync(
                workspace,
                worked.Name,
                there =>
                    // Another operation, a deletion, may have come in between: it counts.
                    there.LastOperation?.Id != worked.LastOperation?.Id
                        ? there
                        : there with
                        {
                            State = state,
                            Applications = applications,
                            LastOperation = there.LastOperation! with
                            {
                                Outcome = fault is null
                                    ? OperationOutcome.Succeeded
                                    : OperationOutcome.Failed,
                                Reason = fault,
                            },
                        },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private Task<ComputeTarget?> ChangeAsync(
        string workspace,
        string name,
        Func<ComputeInstance, ComputeInstance> change,
        CancellationToken cancellationToken
    ) =>
        new ComputeCatalog(database, workspace).ChangeAsync(
            name,
            there => there is ComputeInstance instance ? change(instance) : null,
            cancellationToken
        );

    /// <summary>Takes up what an earlier host left half-done, and looks whether what ran still runs.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public async Task RestoreAsync(string workspace, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var all = await new ComputeCatalog(database, workspace)
            .ListAsync(cancellationToken)
            .ConfigureAwait(false);
        foreach (var instance in all.OfType<ComputeInstance>())
        {
            if (instance.IsChanging)
            {
                Begin(workspace, instance);
            }
            else if (instance.State == InstanceState.Running)
            {
                var found = await driver
                    .FindAsync(workspace, instance, cancellationToken)
                    .ConfigureAwait(false);
                var restored = found is null
                    ? EndedAsync(
                        new InstanceEnd(
                            workspace,
                            instance.Name,
                            "What ran in it had ended when the host came back."
                        ),
                        at,
                        cancellationToken
                    )
                    : ChangeAsync(
                        workspace,
                        instance.Name,
                        there => there with { Applications = found },
                        cancellationToken
                    );
                await restored.ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes down that what ran in an instance has ended by itself.</summary>
    public Task EndedAsync(InstanceEnd end, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(
            end.Workspace,
            end.Name,
            there =>
                there.State != InstanceState.Running
                    ? there
                    : there with
                    {
                        State = InstanceState.Stopped,
                        Applications = [],
                        LastOperation = new InstanceOperation
                        {
                            Id = Guid.NewGuid().ToString("N"),
                            Name = "Stop",
                            At = at,
                            Outcome = OperationOutcome.Failed,
                            Reason = end.Reason,
                            Trigger = "Application",
                        },
                    },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task[] last;
        lock (_gate)
        {
            last = [.. _last.Values];
        }
        await Task.WhenAll(last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    [LoggerMessage(1201, LogLevel.Error, "Compute instance {Name} could not be moved to another state")]
    private static partial void LogBroken(ILogger logger, string name, Exception error);
}
