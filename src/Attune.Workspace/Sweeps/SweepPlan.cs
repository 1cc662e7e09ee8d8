using Attune.Jobs;
using Attune.Studies;
using Attune.Workspace.Environments;
using Attune.Workspace.JobFiles.Expressions;

namespace Attune.Workspace.Sweeps;

/// <summary>A job made ready to run on this machine: everything resolved, nothing left to look up while trials start.</summary>
/// <remarks>Immutable. Made again from the stored job after a restart, with the same result.</remarks>
internal sealed record SweepPlan
{
    /// <summary>The job's name; its trials are <c>name_0</c>, <c>name_1</c>, …</summary>
    public required string Name { get; init; }

    /// <summary>The job.</summary>
    public required Job Job { get; init; }

    /// <summary>Groups jobs.</summary>
    public required string Experiment { get; init; }

    /// <summary>The experiment's number in the store.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>The job's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The command with its expressions.</summary>
    public required CommandTemplate Command { get; init; }

    /// <summary>The snapshot of the code.</summary>
    public required string Code { get; init; }

    /// <summary>The snapshot's files, relative to <see cref="Code"/>.</summary>
    public required IReadOnlyList<string> CodeFiles { get; init; }

    /// <summary>Variables that are the same for every trial: inputs and the job's own.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Where the command runs.</summary>
    public TrialEnvironment Environment { get; init; } = new ThisMachine();

    /// <summary>Folders to put first on <c>PATH</c>.</summary>
    public IReadOnlyList<string> PathFolders { get; init; } = [];

    /// <summary>Metric sources beside the client door.</summary>
    public ValueList<MetricSourceSpec> Sources { get; init; } = [];

    /// <summary>The most trials at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>How many trials this machine has room for, where nobody says how many run at once.</summary>
    public int Places { get; init; } = 1;

    /// <summary>How many trials the cluster that the job names takes at most; null without one.</summary>
    public int? Nodes { get; init; }

    /// <summary>How long one trial may run; null without end.</summary>
    public TimeSpan? TrialTimeout { get; init; }

    /// <summary>How long the whole sweep may take from its first trial on; null without end.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What one trial takes of the machine.</summary>
    public TrialResources Resources { get; init; } = new();

    /// <summary>How often each kind of failure is tried again.</summary>
    public RetryRules Retries { get; init; } = new();

    /// <summary>The sweep ends when its first this many trials all fail; 0 never.</summary>
    public int BreakAfter { get; init; } = 5;

    /// <summary>What a person should be told once, before the first trial.</summary>
    public IReadOnlyList<Problem> Notices { get; init; } = [];

    /// <summary>The plan as the study goes by now: people may have changed limits and ranges.</summary>
    public SweepPlan Following(StudyView study)
    {
        if (study.Amendments.Count == 0 || Job is not SweepJob sweep)
        {
            return this;
        }
        var limits = study.Amendments[^1].Limits;
        return this with
        {
            Job = SweepAmendment.Of(sweep, study),
            Concurrency = Math.Min(limits.MaxConcurrent ?? Places, Nodes ?? int.MaxValue),
            Timeout = Seconds(limits.TimeoutSeconds),
            TrialTimeout = Seconds(limits.TrialTimeoutSeconds),
        };
    }

    private static TimeSpan? Seconds(double? seconds) =>
        seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    /// <summary>The name of a trial.</summary>
    public string TrialName(int number) => FormattableString.Invariant($"{Name}_{number}");
}

/// <summary>What one trial takes of the machine.</summary>
internal sealed record TrialResources
{
    /// <summary>GPUs for each trial; 0 leaves the machine's setting alone.</summary>
    public int Gpus { get; init; }

    /// <summary>Trials that share one GPU. Default 1.</summary>
    public int TrialsPerGpu { get; init; } = 1;

    /// <summary>Memory for each trial, in bytes; null without a limit.</summary>
    public long? Memory { get; init; }
}

/// <summary>How often an attempt that ended badly is tried again, by the kind of end. Faults of a user's command are not, unless asked for.</summary>
internal sealed record RetryRules
{
    /// <summary>Further attempts after the command's own fault: exit code, signal, memory, timeout, no metric. Default 0.</summary>
    public int Command { get; init; }

    /// <summary>Further attempts after this machine's or Attune's own fault, a lost process among them. Default 3.</summary>
    public int Infrastructure { get; init; } = 3;

    /// <summary>How often this end is tried again.</summary>
    public int For(TrialEnd end) =>
        (end.State, end.Failure) switch
        {
            (TrialState.Lost, _) or (_, FailureKind.Infrastructure) => Infrastructure,
            (TrialState.TimedOut or TrialState.Failed, _) => Command,
            _ => 0,
        };
}
