using System.Text.Json.Nodes;
using Attune.Jobs;
using Attune.Samplers;
using Attune.Studies;

namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>Jobs between the protocol's words and the records of job files, both ways.</summary>
/// <remarks>
/// What the protocol has no words for goes along in members of our own (<c>attune</c>, <c>environment</c>), so that nothing is lost. Ids
/// stay as they are written. The job's name is the resource's, not a property.
/// </remarks>
internal static class JobMapping
{
    private const string Root = "properties";

    /// <summary>The services that every answer has; one that comes back is not the job's own.</summary>
    private static readonly string[] Own = ["Studio", "Tracking"];

    public static JobProperties Write(Job job)
    {
        var common = new JobProperties
        {
            DisplayName = job.DisplayName,
            ExperimentName = job.ExperimentName,
            Description = job.Description,
            Tags = job.Tags.OrNull(),
            Properties = job.Properties.OrNull(),
            ComputeId = job.Compute,
            Identity = job.Identity is { } identity ? SettingsMapping.Write(identity) : null,
            Services = job
                .Services.Select(each =>
                    KeyValuePair.Create(each.Key, Nullable(SettingsMapping.Write(each.Value)))
                )
                .OrNull(),
            QueueSettings = job.QueueSettings is { } queue ? SettingsMapping.Write(queue) : null,
            Resources = job.Resources is { } resources ? SettingsMapping.Write(resources) : null,
            Inputs = job
                .Inputs.Select(each => KeyValuePair.Create(each.Key, Nullable(DataMapping.Write(each.Value))))
                .OrNull(),
            Outputs = job
                .Outputs.Select(each =>
                    KeyValuePair.Create(each.Key, Nullable(DataMapping.Write(each.Value)))
                )
                .OrNull(),
        };
        return job switch
        {
            SweepJob sweep => Write(common, sweep),
            CommandJob command => Write(common, command),
            _ => throw new InvalidOperationException($"{job.GetType().Name} has no word."),
        };
    }

    /// <summary>The job; null when it is of no kind that is run. Problems have the protocol's paths, <c>properties.trial.command</c>.</summary>
    public static Job? Read(JobProperties wire, List<Problem> problems) =>
        wire.JobType?.ToUpperInvariant() switch
        {
            "SWEEP" => ReadSweep(wire, problems),
            "COMMAND" => ReadCommand(wire, problems),
            _ => Refuse(wire, problems),
        };

    private static JobProperties Write(JobProperties common, SweepJob sweep) =>
        common with
        {
            JobType = "Sweep",
            SamplingAlgorithm = AlgorithmMapping.Write(sweep.SamplingAlgorithm),
            SearchSpace = SearchSpaceMapping.Write(sweep.SearchSpace),
            Objective = new JobObjectiveValue
            {
                Goal = Words.Goal.Write(sweep.Objective.Goal),
                PrimaryMetric = sweep.Objective.PrimaryMetric,
            },
            EarlyTermination = sweep.EarlyTermination is { } policy ? AlgorithmMapping.Write(policy) : null,
            Limits = new JobLimits
            {
                JobLimitsType = "Sweep",
                MaxTotalTrials = sweep.Limits.MaxTotalTrials,
                MaxConcurrentTrials = sweep.Limits.MaxConcurrentTrials,
                Timeout = Time(sweep.Limits.Timeout),
                TrialTimeout = Time(sweep.Limits.TrialTimeout),
            },
            Trial = new JobTrial
            {
                Command = sweep.Trial.Command,
                CodeId = sweep.Trial.Code,
                EnvironmentId = IdOf(sweep.Trial.Environment),
                Environment = WholeOf(sweep.Trial.Environment),
                EnvironmentVariables = sweep.Trial.EnvironmentVariables.OrNull(),
                Distribution = sweep.Trial.Distribution is { } layout ? SettingsMapping.Write(layout) : null,
                Resources = sweep.Trial.Resources is { } needs ? SettingsMapping.Write(needs) : null,
                QueueSettings = sweep.Trial.QueueSettings is { } queue ? SettingsMapping.Write(queue) : null,
            },
            Attune = sweep.Attune == new SweepExtensions() ? null : Parts.Write(sweep.Attune),
        };

    private static JobProperties Write(JobProperties common, CommandJob command) =>
        common with
        {
            JobType = "Command",
            Command = command.Command,
            CodeId = command.Code,
            EnvironmentId = IdOf(command.Environment),
            Environment = WholeOf(command.Environment),
            EnvironmentVariables = command.EnvironmentVariables.OrNull(),
            Distribution = command.Distribution is { } layout ? SettingsMapping.Write(layout) : null,
            Limits = command.Limits.Timeout is { } timeout
                ? new JobLimits { JobLimitsType = "Command", Timeout = Duration.Write(timeout) }
                : null,
            Attune = command.Attune == new CommandExtensions() ? null : Parts.Write(command.Attune),
        };

    private static SweepJob ReadSweep(JobProperties wire, List<Problem> problems)
    {
        foreach (
            var (value, name) in new (object?, string)[]
            {
                (wire.Trial, "trial"),
                (wire.SearchSpace, "searchSpace"),
                (wire.Objective, "objective"),
            }
        )
        {
            if (value is null)
            {
                problems.Add(new Problem($"{Root}.{name}", $"'{name}' is missing."));
            }
        }
        var trial = wire.Trial ?? new JobTrial { Command = "-" };
        var objective = wire.Objective ?? new JobObjectiveValue { Goal = "Minimize", PrimaryMetric = "-" };
        var goal = Parts.Require(objective.Goal, $"{Root}.objective.goal", problems);
        return new SweepJob
        {
            SamplingAlgorithm =
                (
                    wire.SamplingAlgorithm is { } sampling
                        ? AlgorithmMapping.Read(sampling, $"{Root}.samplingAlgorithm", problems)
                        : null
                ) ?? new RandomSampling(),
            SearchSpace = wire.SearchSpace is { } space
                ? SearchSpaceMapping.Read(space, $"{Root}.searchSpace", problems)
                : [],
            Objective = new JobObjective
            {
                PrimaryMetric = Parts.Require(
                    objective.PrimaryMetric,
                    $"{Root}.objective.primaryMetric",
                    problems
                ),
                Goal =
                    (goal.Length > 0 ? Words.Goal.Read(goal, $"{Root}.objective.goal", problems) : null)
                    ?? Goal.Minimize,
            },
            EarlyTermination = wire.EarlyTermination is { } policy
                ? AlgorithmMapping.Read(policy, $"{Root}.earlyTermination", problems)
                : null,
            Limits = new SweepLimits
            {
                MaxTotalTrials = wire.Limits?.MaxTotalTrials,
                MaxConcurrentTrials = wire.Limits?.MaxConcurrentTrials,
                Timeout = Duration.Read(wire.Limits?.Timeout, $"{Root}.limits.timeout", problems),
                TrialTimeout = Duration.Read(
                    wire.Limits?.TrialTimeout,
                    $"{Root}.limits.trialTimeout",
                    problems
                ),
            },
            Trial = new TrialSpec
            {
                Command = Parts.Require(trial.Command, $"{Root}.trial.command", problems),
                Code = trial.CodeId,
                Environment = EnvironmentOf(
                    trial.EnvironmentId,
                    trial.Environment,
                    $"{Root}.trial.environment",
                    problems
                ),
                EnvironmentVariables = Parts.Map(trial.EnvironmentVariables),
                Distribution = trial.Distribution is { } layout
                    ? SettingsMapping.Read(layout, $"{Root}.trial.distribution", problems)
                    : null,
                Resources = trial.Resources is { } needs ? SettingsMapping.Read(needs) : null,
                QueueSettings = trial.QueueSettings is { } queue
                    ? SettingsMapping.Read(queue, $"{Root}.trial.queueSettings", problems)
                    : null,
            },
            Attune =
                (wire.Attune is { } own ? Parts.Read<SweepExtensions>(own, $"{Root}.attune", problems) : null)
                ?? new SweepExtensions(),
            DisplayName = wire.DisplayName,
            ExperimentName = wire.ExperimentName,
            Description = wire.Description,
            Tags = Parts.Map(wire.Tags),
            Properties = Parts.Map(wire.Properties),
            Compute = wire.ComputeId,
            Identity = Identity(wire, problems),
            Services = Services(wire, problems),
            QueueSettings = Queue(wire, problems),
            Resources = wire.Resources is { } resources ? SettingsMapping.Read(resources) : null,
            Inputs = Inputs(wire, problems),
            Outputs = Outputs(wire, problems),
        };
    }

    private static CommandJob ReadCommand(JobProperties wire, List<Problem> problems) =>
        new()
        {
            Command = Parts.Require(wire.Command, $"{Root}.command", problems),
            Code = wire.CodeId,
            Environment = EnvironmentOf(
                wire.EnvironmentId,
                wire.Environment,
                $"{Root}.environment",
                problems
            ),
            EnvironmentVariables = Parts.Map(wire.EnvironmentVariables),
            Distribution = wire.Distribution is { } layout
                ? SettingsMapping.Read(layout, $"{Root}.distribution", problems)
                : null,
            Limits = new CommandLimits
            {
                Timeout = Duration.Read(wire.Limits?.Timeout, $"{Root}.limits.timeout", problems),
            },
            Attune =
                (
                    wire.Attune is { } own
                        ? Parts.Read<CommandExtensions>(own, $"{Root}.attune", problems)
                        : null
                ) ?? new CommandExtensions(),
            DisplayName = wire.DisplayName,
            ExperimentName = wire.ExperimentName,
            Description = wire.Description,
            Tags = Parts.Map(wire.Tags),
            Properties = Parts.Map(wire.Properties),
            Compute = wire.ComputeId,
            Identity = Identity(wire, problems),
            Services = Services(wire, problems),
            QueueSettings = Queue(wire, problems),
            Resources = wire.Resources is { } resources ? SettingsMapping.Read(resources) : null,
            Inputs = Inputs(wire, problems),
            Outputs = Outputs(wire, problems),
        };

    private static Job? Refuse(JobProperties wire, List<Problem> problems)
    {
        problems.Add(
            new Problem(
                $"{Root}.jobType",
                wire.JobType is null
                    ? "'jobType' is missing."
                    : $"A job of type '{wire.JobType}' is not run here.",
                "Sweep or Command"
            )
        );
        return null;
    }

    private static IdentitySpec? Identity(JobProperties wire, List<Problem> problems) =>
        wire.Identity is { } identity ? SettingsMapping.Read(identity, $"{Root}.identity", problems) : null;

    private static QueueSettings? Queue(JobProperties wire, List<Problem> problems) =>
        wire.QueueSettings is { } queue
            ? SettingsMapping.Read(queue, $"{Root}.queueSettings", problems)
            : null;

    private static ValueMap<ServiceSpec> Services(JobProperties wire, List<Problem> problems) =>
        Each(
            wire.Services?.Where(each => !Own.Contains(each.Key, StringComparer.OrdinalIgnoreCase)),
            (service, path) => SettingsMapping.Read(service, path, problems),
            "services"
        );

    private static ValueMap<JobInput> Inputs(JobProperties wire, List<Problem> problems) =>
        Each(wire.Inputs, (input, path) => DataMapping.ReadInput(input, path, problems), "inputs");

    private static ValueMap<JobOutput> Outputs(JobProperties wire, List<Problem> problems) =>
        Each(wire.Outputs, (output, path) => DataMapping.ReadOutput(output, path, problems), "outputs");

    private static ValueMap<TSpec> Each<TWire, TSpec>(
        IEnumerable<KeyValuePair<string, TWire?>>? wire,
        Func<TWire, string, TSpec?> read,
        string name
    )
        where TWire : class, new()
        where TSpec : class, new() =>
        new(
            (wire ?? []).Select(each =>
                KeyValuePair.Create(
                    each.Key,
                    each.Value is null
                        ? new TSpec()
                        : read(each.Value, $"{Root}.{name}.{each.Key}") ?? new TSpec()
                )
            )
        );

    private static string? IdOf(EnvironmentSpec? environment) =>
        environment is { Name: { } name } && environment == new EnvironmentSpec { Name = name } ? name : null;

    private static JsonNode? WholeOf(EnvironmentSpec? environment) =>
        environment is not null && IdOf(environment) is null ? Parts.Write(environment) : null;

    private static EnvironmentSpec? EnvironmentOf(
        string? id,
        JsonNode? whole,
        string path,
        List<Problem> problems
    ) =>
        whole is not null ? Parts.Read<EnvironmentSpec>(whole, path, problems)
        : string.IsNullOrEmpty(id) ? null
        : new EnvironmentSpec { Name = id };

    private static string? Time(double? seconds) => seconds is { } value ? Duration.Write(value) : null;

    private static T? Nullable<T>(T value)
        where T : class => value;
}
