using Attune.Jobs;
using Attune.Storage;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using Attune.Workspace.Environments;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles.Expressions;
using Attune.Workspace.JobFiles.References;

namespace Attune.Workspace.Sweeps;

/// <summary>Makes a submitted job ready: code, inputs, environment, what has to be built. Killed half-way, the next call goes on.</summary>
internal sealed class SweepPreparation(
    Home home,
    string workspace,
    AttuneDatabase database,
    HttpClient http,
    int gpus
)
{
    /// <summary>The plan of a job.</summary>
    /// <exception cref="InvalidSpecException">Something that the job names cannot be had on this machine; all problems at once.</exception>
    public async Task<SweepPlan> PrepareAsync(JobRecord record, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        var settings = home.ReadSettings(out var wrong);
        problems.AddRange(wrong);
        var job = record.Job;
        var trial = Trial(job);
        var origin = Path.GetDirectoryName(record.SourceFile)!;
        var folder = Path.Combine(home.Root, record.Folder);
        var code = Path.Combine(folder, "code");
        var map = await new AssetPlaces(home, workspace, database)
            .MapAsync(job, settings, cancellationToken)
            .ConfigureAwait(false);
        var files = TakeCode(trial.Code, origin, map, code, problems);
        problems.AddRange(TooManyGpus(job));
        var inputs = await new InputStaging(map, new Downloads(Path.Combine(home.Cache, "downloads"), http))
            .LocateAsync(job, origin, problems, cancellationToken)
            .ConfigureAwait(false);
        var environment = await new EnvironmentResolver(new EnvironmentMappings(settings, home.Settings))
            .ResolveAsync(EnvironmentRequest.From(trial.Environment), cancellationToken)
            .ConfigureAwait(false);
        problems.AddRange(environment.Problems);
        Refuse(problems);
        var build =
            environment.Environment is ContainerEnvironment
                ? new DotNetBuildResult(null, [], [])
                : await new DotNetBuild(Feed.Find())
                    .PrepareAsync(trial.Command, code, folder, cancellationToken)
                    .ConfigureAwait(false);
        problems.AddRange(build.Problems);
        Refuse(problems);
        var nodes = await NodesAsync(record, cancellationToken).ConfigureAwait(false);
        var concurrency = Concurrency(record, nodes, problems);
        var experiment = job.ExperimentName ?? Path.GetFileName(origin);
        return new SweepPlan
        {
            Name = record.Name,
            Job = job,
            Experiment = experiment,
            ExperimentId = await ExperimentAsync(experiment, cancellationToken).ConfigureAwait(false),
            Folder = folder,
            Command = CommandTemplate.Of(job),
            Code = code,
            CodeFiles = files,
            Variables = Variables(job, trial, inputs),
            Environment = environment.Environment,
            PathFolders = build.PathFolder is { } first ? [first] : [],
            Sources = (job as SweepJob)?.Attune.Metrics ?? ((CommandJob)job).Attune.Metrics,
            Concurrency = concurrency,
            Places = job is SweepJob places ? Places(places) : 1,
            Nodes = nodes?.MaxNodes,
            TrialTimeout = Seconds(
                (job as SweepJob)?.Limits.TrialTimeout ?? (job as CommandJob)?.Limits.Timeout
            ),
            Timeout = Seconds((job as SweepJob)?.Limits.Timeout),
            Resources = Resources(job),
            Retries = new RetryRules
            {
                Command = (job as SweepJob)?.Attune.Retries ?? ((CommandJob)job).Attune.Retries,
            },
            BreakAfter = (job as SweepJob)?.Attune.Breaker.FirstFailures ?? 0,
            Notices = problems,
        };
    }

    /// <summary>What runs, whichever kind of job says it.</summary>
    internal static TrialSpec Trial(Job job) =>
        job switch
        {
            SweepJob sweep => sweep.Trial,
            CommandJob command => new TrialSpec
            {
                Command = command.Command,
                Code = command.Code,
                Environment = command.Environment,
                EnvironmentVariables = command.EnvironmentVariables,
            },
            _ => throw new InvalidOperationException($"A {job.GetType().Name} has no command."),
        };

    /// <summary>Copies the code into the job's folder; at submission, so that what is edited later changes nothing.</summary>
    internal static IReadOnlyList<string> TakeCode(
        string? code,
        string origin,
        ReferenceMap map,
        string target,
        List<Problem> problems
    )
    {
        if (code is null)
        {
            Directory.CreateDirectory(target);
            return [];
        }
        var source = Reference.Parse(map.Place(code) ?? code).Resolve(origin);
        if (!Path.Exists(source) && !Directory.Exists(target))
        {
            problems.Add(new Problem("code", $"'{code}' does not exist.", $"looked at {source}"));
            return [];
        }
        return CodeSnapshot.Take(source, target);
    }

    // It would wait for ever.
    private IEnumerable<Problem> TooManyGpus(Job job)
    {
        if (Resources(job).Gpus is var asked && asked > gpus)
        {
            yield return new Problem(
                "attune.gpus_per_trial",
                FormattableString.Invariant(
                    $"Each trial asks for {asked} GPUs, and this machine has {gpus}."
                ),
                "the settings' gpus say which ones to use, where nvidia-smi does not list them"
            );
        }
    }

    private async Task<long> ExperimentAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var experiment =
                await database.Experiments.FindAsync(workspace, name, cancellationToken).ConfigureAwait(false)
                ?? await database
                    .Experiments.CreateAsync(workspace, name, null, [], cancellationToken)
                    .ConfigureAwait(false);
            if (experiment is not null)
            {
                return experiment.Id;
            }
        }
    }

    private static Dictionary<string, string> Variables(
        Job job,
        TrialSpec trial,
        IReadOnlyDictionary<string, string> inputs
    )
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in trial.EnvironmentVariables)
        {
            variables[name] = value ?? "";
        }
        foreach (var (name, value) in CommandEnvironment.ForInputs(job, (name, _) => inputs[name]))
        {
            variables[name] = value;
        }
        return variables;
    }

    /// <summary>The cluster that the job names; null when it names none.</summary>
    private async Task<ComputeCluster?> NodesAsync(JobRecord record, CancellationToken cancellationToken) =>
        record.Job is SweepJob { Compute: { } compute }
            ? await new ComputeCatalog(database, workspace)
                .FindAsync(ComputeTarget.NameOf(compute), cancellationToken)
                .ConfigureAwait(false) as ComputeCluster
            : null;

    private static int Concurrency(JobRecord record, ComputeCluster? cluster, List<Problem> problems)
    {
        if (record.Job is not SweepJob sweep)
        {
            return 1;
        }
        var machine = Places(sweep);
        var wanted =
            record.MaxConcurrent
            ?? sweep.Limits.MaxConcurrentTrials
            ?? Math.Min(machine, sweep.MaxTrials ?? machine);
        if (cluster is not { MaxNodes: var most } || most >= wanted)
        {
            return wanted;
        }
        problems.Add(
            new Problem(
                "compute",
                FormattableString.Invariant(
                    $"The cluster '{cluster.Name}' has {most} nodes at most: that many trials run at once instead of {wanted}, and the next one waits for a node."
                ),
                Severity: Severity.Notice
            )
        );
        return most;
    }

    // Azure's default is "all at once", capped by the cluster's nodes; here the processors are the nodes.
    private static int Places(SweepJob sweep) =>
        Math.Max(1, (int)(Environment.ProcessorCount / Math.Max(0.01, sweep.Attune.CpusPerTrial)));

    private static TrialResources Resources(Job job) =>
        job switch
        {
            SweepJob { Attune: var own } => new()
            {
                Gpus = own.GpusPerTrial,
                TrialsPerGpu = own.TrialsPerGpu,
                Memory = Bytes(own.MemoryPerTrial),
            },
            CommandJob { Attune: var own } => new()
            {
                Gpus = own.GpusPerTrial,
                Memory = Bytes(own.MemoryPerTrial),
            },
            _ => new(),
        };

    private static long? Bytes(string? size) => ByteSize.TryParse(size, out var bytes) ? bytes : null;

    private static TimeSpan? Seconds(double? seconds) =>
        seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    private static void Refuse(List<Problem> problems)
    {
        if (problems.Exists(problem => problem.Severity == Severity.Error))
        {
            throw new InvalidSpecException(problems);
        }
    }
}
