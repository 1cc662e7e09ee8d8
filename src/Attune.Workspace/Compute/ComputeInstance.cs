using System.Text.Json.Nodes;
using Attune.Workspace.Compute.Schedules;

namespace Attune.Workspace.Compute;

/// <summary>Where an instance stands, in Azure's words.</summary>
public enum InstanceState
{
    /// <summary>It is being made, and started.</summary>
    Creating,

    /// <summary>It is being started.</summary>
    Starting,

    /// <summary>Its applications can be opened.</summary>
    Running,

    /// <summary>It is being stopped.</summary>
    Stopping,

    /// <summary>It is there, and nothing of it runs.</summary>
    Stopped,

    /// <summary>It is being stopped and started.</summary>
    Restarting,

    /// <summary>It is being taken away.</summary>
    Deleting,

    /// <summary>It could not be made; its last operation says why.</summary>
    CreateFailed,

    /// <summary>It could not be started or stopped; its last operation says why.</summary>
    Unusable,
}

/// <summary>A person's place to work in a browser: files, notebooks, applications; on this machine, as the host's account.</summary>
public sealed record ComputeInstance : ComputeTarget
{
    /// <summary>Who may open it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public InstanceState State { get; init; } = InstanceState.Creating;

    /// <summary>What was done with it last.</summary>
    public InstanceOperation? LastOperation { get; init; }

    /// <summary>What can be opened in it while it runs.</summary>
    public IReadOnlyList<InstanceApplication> Applications { get; init; } = [];

    /// <summary>Minutes without activity after which it is to be stopped; null: never.</summary>
    public double? IdleMinutesBeforeShutdown { get; init; }

    /// <summary>When it is to be started and stopped, as the client wrote it (<see cref="InstanceSchedule"/>); null: never.</summary>
    public JsonNode? Schedules { get; init; }

    /// <summary>Whether something is being done with it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsChanging =>
        State
            is InstanceState.Creating
                or InstanceState.Starting
                or InstanceState.Stopping
                or InstanceState.Restarting
                or InstanceState.Deleting;

    /// <summary>Whether something may run in it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool MayRun => IsChanging || State == InstanceState.Running;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate()
    {
        foreach (var problem in base.Validate())
        {
            yield return problem;
        }
        if (IdleMinutesBeforeShutdown is not (null or (>= 15 and <= 4320)))
        {
            yield return new Problem(
                "idle_time_before_shutdown_minutes",
                "The time is from 15 minutes to 3 days (4320 minutes)."
            );
        }
        foreach (var problem in InstanceSchedule.Read(Schedules).Problems)
        {
            yield return problem;
        }
    }
}

/// <summary>Something that can be opened in a running instance.</summary>
/// <param name="Name">What it is called, such as <c>Jupyter</c>.</param>
/// <param name="Address">Where it is; relative to the host's address.</param>
public sealed record InstanceApplication(string Name, string Address);

/// <summary>What was done with an instance.</summary>
public sealed record InstanceOperation
{
    /// <summary>An id that no other operation has.</summary>
    public required string Id { get; init; }

    /// <summary><c>Create</c>, <c>Start</c>, <c>Stop</c>, <c>Restart</c> or <c>Delete</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether it is over, and how.</summary>
    public OperationOutcome Outcome { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public string? Reason { get; init; }

    /// <summary>Who or what asked for it: <c>User</c>, <c>Schedule</c> or <c>IdleShutdown</c>; <c>Application</c> when what ran ended by itself.</summary>
    public string Trigger { get; init; } = "User";
}

/// <summary>How an operation stands.</summary>
public enum OperationOutcome
{
    /// <summary>Under way.</summary>
    InProgress,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Not done.</summary>
    Failed,
}
