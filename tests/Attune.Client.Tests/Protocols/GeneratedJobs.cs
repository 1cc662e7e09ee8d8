using Attune.EarlyTermination;
using Attune.Jobs;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using CsCheck;

namespace Attune.Client.Tests.Protocols;

/// <summary>Jobs with everything that a job file can say.</summary>
internal static class GeneratedJobs
{
    private static readonly Gen<string> Text = Gen.Int[0, 4]
        .Select(i => new[] { "a", "azureml:é \"q\"", "two words", "x.y", "/subscriptions/s/x" }[i]);

    private static readonly Gen<string> Name = Gen.Int[0, 5]
        .Select(i => new[] { "lr", "Trees", "under_score", "camelCase", "x1", "Z" }[i]);

    private static readonly Gen<Number> Number = Gen.OneOf(
        Gen.Int[-5, 5].Select(n => (Number)n),
        Gen.Double[-5, 5].Select(x => (Number)x)
    );

    private static readonly Gen<ParameterValue> Value = Gen.OneOf(
        Gen.Long[-5, 5].Select(n => ParameterValue.Of(n)),
        Gen.Double[-5, 5].Select(x => ParameterValue.Of(x)),
        Text.Select(text => ParameterValue.Of(text)),
        Gen.Bool.Select(b => ParameterValue.Of(b))
    );

    private static readonly Gen<double> Seconds = Gen.Int[1, 200_000].Select(halves => halves / 2.0);

    private static readonly Gen<Distribution> Leaf = Gen.Select(
        Gen.Int[0, 12],
        Number,
        Number,
        Number,
        Value.Array[1, 4],
        (kind, a, b, q, values) =>
            (Distribution)(
                kind switch
                {
                    0 => new Uniform { MinValue = a, MaxValue = b },
                    1 => new QUniform
                    {
                        MinValue = a,
                        MaxValue = b,
                        Q = q,
                    },
                    2 => new LogUniform { MinValue = a, MaxValue = b },
                    3 => new QLogUniform
                    {
                        MinValue = a,
                        MaxValue = b,
                        Q = q,
                    },
                    4 => new Normal { Mu = a, Sigma = b },
                    5 => new QNormal
                    {
                        Mu = a,
                        Sigma = b,
                        Q = q,
                    },
                    6 => new LogNormal { Mu = a, Sigma = b },
                    7 => new QLogNormal
                    {
                        Mu = a,
                        Sigma = b,
                        Q = q,
                    },
                    8 => new RandInt { Upper = (long)Math.Abs(a.Value) + 1 },
                    9 => new FloatRange
                    {
                        Low = a.Value,
                        High = b.Value,
                        Log = q.Value > 0,
                    },
                    10 => new IntRange
                    {
                        Low = 1,
                        High = 9,
                        Step = 2,
                    },
                    11 => new OrderedChoice { Options = ValueList.From(values) },
                    _ => new Constant { Value = values[0] },
                }
            )
    );

    private static readonly Gen<Distribution> Distribution = Gen.Recursive<Distribution>(
        (depth, again) =>
            depth >= 2
                ? Leaf
                : Gen.OneOf(
                    Leaf,
                    Leaf,
                    Gen.OneOf(
                            Value.Select(value => new ChoiceOption(value)),
                            Entries(again).Select(entries => new ChoiceOption(new Branch(entries)))
                        )
                        .Array[1, 3]
                        .Select(options => (Distribution)new Choice { Options = ValueList.From(options) })
                )
    );

    private static readonly Gen<SamplerSpec> Sampler = Gen.OneOf<SamplerSpec>(
        Gen.Select(
            Gen.ULong[0, 1UL << 53].Nullable(),
            Gen.Bool,
            Gen.Double[1.5, 12],
            (seed, sobol, logBase) =>
                (SamplerSpec)
                    new RandomSampling
                    {
                        Seed = seed,
                        Rule = sobol ? RandomRule.Sobol : RandomRule.Random,
                        LogBase = sobol ? Math.E : logBase,
                    }
        ),
        Gen.Const((SamplerSpec)new GridSampling()),
        Gen.ULong[0, 99].Nullable().Select(seed => (SamplerSpec)new BayesianSampling { Seed = seed }),
        Gen.Const((SamplerSpec)new AutoSampling()),
        Gen.Const((SamplerSpec)new TpeSampling()),
        Gen.Const((SamplerSpec)new GaussianProcessSampling()),
        Gen.Const((SamplerSpec)new SobolSampling())
    );

    private static readonly Gen<EarlyTerminationPolicy?> Policy = Gen.Select(
        Gen.Int[0, 4],
        Gen.Int[0, 5],
        Gen.Int[1, 99],
        Gen.Bool,
        (kind, n, percentage, plain) =>
            (EarlyTerminationPolicy?)(
                kind switch
                {
                    0 => new BanditPolicy { SlackFactor = percentage / 10.0, EvaluationInterval = n },
                    1 => new BanditPolicy { SlackAmount = n, DelayEvaluation = n },
                    2 => new MedianStoppingPolicy { DelayEvaluation = n, Metric = plain ? null : "loss" },
                    3 => new TruncationSelectionPolicy
                    {
                        TruncationPercentage = percentage,
                        ExcludeFinishedJobs = !plain,
                    },
                    _ => null,
                }
            )
    );

    private static readonly Gen<JobInput> Input = Gen.OneOf(
        Value.Select(value => new JobInput { Value = value }),
        Gen.Select(
            Text,
            Gen.Enum<DataType>().Nullable(),
            Gen.Enum<InputMode>().Nullable(),
            Text.Null(),
            Text.Null(),
            (path, type, mode, datastore, description) =>
                new JobInput
                {
                    Path = path,
                    Type = type,
                    Mode = mode,
                    Datastore = datastore,
                    Description = description,
                }
        ),
        Gen.Const(new JobInput())
    );

    private static readonly Gen<JobOutput> Output = Gen.Select(
        Gen.Enum<DataType>(),
        Gen.Enum<OutputMode>().Nullable(),
        Text.Null(),
        Text.Null(),
        Text.Null(),
        (type, mode, path, name, description) =>
            new JobOutput
            {
                Type = type,
                Mode = mode,
                Path = path,
                Name = name,
                Version = name,
                Description = description,
            }
    );

    private static readonly Gen<EnvironmentSpec?> Environment = Gen.OneOf(
        Gen.Const(() => (EnvironmentSpec?)null),
        Text.Select(name => (EnvironmentSpec?)new EnvironmentSpec { Name = name }),
        Text.Select(image => (EnvironmentSpec?)new EnvironmentSpec { Image = image, Version = "3" })
    );

    private static readonly Gen<ProcessLayout?> Layout = Gen.Int[0, 4]
        .Select(kind =>
            (ProcessLayout?)(
                kind switch
                {
                    0 => new MpiLayout { ProcessCountPerInstance = 2 },
                    1 => new PyTorchLayout(),
                    2 => new TensorFlowLayout { WorkerCount = 3, ParameterServerCount = 1 },
                    3 => new RayLayout
                    {
                        Port = 5,
                        IncludeDashboard = true,
                        Address = "a",
                    },
                    _ => null,
                }
            )
        );

    private static readonly Gen<ResourceSpec?> Resources = Gen.Select(
        Gen.Int[1, 3].Nullable(),
        Text.Null(),
        Text.Array[0, 2],
        (count, text, locations) =>
            text is null
                ? null
                : new ResourceSpec
                {
                    InstanceCount = count,
                    InstanceType = text,
                    ShmSize = "2g",
                    Locations = ValueList.From(locations),
                    Properties = count is null ? null : new FreeForm("""{"a":[1,2.5,"x"]}"""),
                }
    );

    private static readonly Gen<SweepExtensions> Extensions = Gen.Select(
        Gen.Int[0, 2],
        Gen.Bool,
        (retries, own) =>
            own
                ? new SweepExtensions
                {
                    Retries = retries,
                    MemoryPerTrial = "2g",
                    Objectives = [new Objective("size", Goal.Minimize)],
                    Deterministic = true,
                }
                : new SweepExtensions()
    );

    private static readonly Gen<JobParts> Common = Gen.Select(
        Text.Null(),
        Map(Text.Select(text => (string?)text)),
        Map(Input),
        Map(Output),
        Resources,
        Environment,
        Layout,
        Seconds.Nullable(),
        (text, tags, inputs, outputs, resources, environment, layout, seconds) =>
            new JobParts(text, tags, inputs, outputs, resources, environment, layout, seconds)
    );

    public static readonly Gen<Job> Any = Gen.OneOf(
        Gen.Select(
            Common,
            Entries(Distribution),
            Sampler,
            Policy,
            Extensions,
            (common, space, sampler, policy, own) =>
                common.Fill(
                    new SweepJob
                    {
                        Trial = new TrialSpec
                        {
                            Command = "python train.py ${{search_space.lr}}",
                            Code = common.Text,
                            Environment = common.Environment,
                            EnvironmentVariables = common.Tags,
                            Distribution = common.Layout,
                            Resources = common.Resources,
                        },
                        SamplingAlgorithm = sampler,
                        SearchSpace = space,
                        Objective = new JobObjective { PrimaryMetric = "AUC", Goal = Goal.Maximize },
                        Limits = new SweepLimits
                        {
                            MaxTotalTrials = 6,
                            Timeout = common.Seconds,
                            TrialTimeout = common.Seconds / 4,
                        },
                        EarlyTermination = policy,
                        Attune = own,
                    }
                )
        ),
        Common.Select(common =>
            common.Fill(
                new CommandJob
                {
                    Command = "echo ${{inputs.x}}",
                    Code = common.Text,
                    Environment = common.Environment,
                    EnvironmentVariables = common.Tags,
                    Distribution = common.Layout,
                    Limits = new CommandLimits { Timeout = common.Seconds },
                    Attune = new CommandExtensions { Retries = common.Tags.Count },
                }
            )
        )
    );

    private static Gen<ValueList<NamedDistribution>> Entries(Gen<Distribution> distribution) =>
        Gen.Select(Name.Array[1, 4], distribution.Array[4])
            .Select(pair =>
                ValueList.From(
                    pair.Item1.Distinct().Select((name, i) => new NamedDistribution(name, pair.Item2[i]))
                )
            );

    private static Gen<ValueMap<T>> Map<T>(Gen<T> value) =>
        Gen.Select(Name.Array[0, 3], value.Array[3])
            .Select(pair => new ValueMap<T>(
                pair.Item1.Distinct().Select((name, i) => KeyValuePair.Create(name, pair.Item2[i]))
            ));

    private sealed record JobParts(
        string? Text,
        ValueMap<string?> Tags,
        ValueMap<JobInput> Inputs,
        ValueMap<JobOutput> Outputs,
        ResourceSpec? Resources,
        EnvironmentSpec? Environment,
        ProcessLayout? Layout,
        double? Seconds
    )
    {
        public Job Fill(Job job) =>
            job with
            {
                DisplayName = Text,
                ExperimentName = Text,
                Description = Text,
                Tags = Tags,
                Properties = Tags,
                Compute = Text,
                Inputs = Inputs,
                Outputs = Outputs,
                Resources = Resources,
                Identity = Text is null
                    ? null
                    : new IdentitySpec { Type = IdentityType.Managed, ClientId = "c" },
                QueueSettings = Text is null
                    ? null
                    : new QueueSettings { JobTier = JobTier.Spot, Priority = JobPriority.High },
                Services = Text is null
                    ? default
                    : new ValueMap<ServiceSpec>([new("ssh", new ServiceSpec { Type = "ssh", Port = 22 })]),
            };
    }
}
