using Attune.EarlyTermination;
using Attune.Jobs;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Workspace.JobFiles;
using Attune.Workspace.JobFiles.References;

namespace Attune.Workspace.Tests.JobFiles;

/// <summary>What each key of a job file means, and what is said when it is wrong.</summary>
public sealed class KeyTests
{
    private static readonly string[] Lines =
    [
        "limits: {max_total_trials: 3, max_concurrent_trials: 10, timeout: 60.5, trial_timeout: 5}",
        "limits:",
        "sampling_algorithm: Random",
        "sampling_algorithm: {type: RANDOM, seed: 0, rule: Sobol, logbase: 2.5}",
        "sampling_algorithm: {type: random, logbase: e}",
        "sampling_algorithm: {type: sobol, seed: 4, scramble: false}",
        "early_termination: {type: bandit, slack_factor: 0.1, slack_amount: 3, evaluation_interval: 0, delay_evaluation: 5}",
        "early_termination: {type: MedianStopping, delay_evaluation: 5}",
        "early_termination: {type: truncation_selection, truncation_percentage: 20, exclude_finished_jobs: true}",
        "early_termination: {type: asha, min_resource: 1, reduction_factor: 4, brackets: 2}",
        "tags: {a: , b: 1, c: true}",
        "properties: {a.b: c}",
        "compute: azureml:cpu-cluster",
        "queue_settings: {job_tier: Standard, priority: high}",
        "resources: {instance_count: 1, instance_type: D2, shm_size: 2g, docker_args: --x, properties: {a: {b: [1]}}, locations: [westus], max_instance_count: 2}",
        "identity: {type: UserIdentity}",
        "identity: {type: managed_identity, client_id: a, object_id: b, msi_resource_id: c}",
        "services: {s: {type: ssh, ssh_public_keys: k}, t: {job_service_type: tensor_board, log_dir: d, port: 1, nodes: all}}",
        "inputs: {a: 1, b: 0.5, c: true, d: text, e: {value: x}, f: {type: uri_file, path: 'https://a/b.csv', mode: download}}",
        "inputs: {a: {type: mltable, path: 'azureml:t:1', mode: eval_mount}, b: {path: x, datastore: d}, c: }",
        "outputs: {a: , b: {type: uri_folder, mode: mount, name: n, version: 2}, c: {path: 'azureml://datastores/d/paths/p'}}",
        "attune: {objectives: [{metric: time, goal: minimize}], repeats: 2, retries: 1, deterministic: true}",
        "attune: {gpus_per_trial: 1, trials_per_gpu: 4, cpus_per_trial: 0.5, memory_per_trial: 512m}",
        "attune: {metrics: [{from: stdout, format: json, name: a}, {from: file, path: m.csv, format: csv}, {from: tensorboard, path: logs}]}",
        "attune: {initial_points: [{lr: 0.5}], forbidden: [{lr: [0.1, 0.2]}], breaker: {first_failures: 0}}",
        "attune: {stop_when: {plateau: 5, min_improvement: 0.01, value: 0.9, trial_seconds: 100}}",
    ];

    /// <summary>Files that are read without an error.</summary>
    public static TheoryData<string> Valid =>
        [
            .. Lines.Select(Sweep),
            Command("distribution: {type: mpi, process_count_per_instance: 1}"),
            Command("distribution: {type: torch.distributed}"),
            Command("distribution: {type: TensorFlow, worker_count: 1, parameter_server_count: 0}"),
            Command("environment: azureml:a@latest"),
            Command(
                "environment: {image: i, conda_file: {dependencies: [python]}, version: 2, os_type: Linux}"
            ),
            Command("environment: {name: n, build: {path: docker, dockerfile_path: D}}"),
            Command("environment_variables: {A: 1, B: , C: text}"),
            Command(
                "limits: {timeout: 5}\nattune: {retries: 1, gpus_per_trial: 2, cpus_per_trial: 2, memory_per_trial: 1g}"
            ),
        ];

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_file_is_read_and_means_the_same_when_it_is_kept_as_json(string yaml)
    {
        var result = JobFile.ReadText(yaml);

        Assert.Empty(result.Errors);
        Assert.Equal(result.Job, JobFile.ReadText(result.Json!).Job);
    }

    [Theory]
    // A key that is not known, misspelled, or in the wrong place.
    [InlineData("limts: {max_total_trials: 3}", "limts", "5:1", "did you mean 'limits'?")]
    [InlineData("max_total_trials: 3", "max_total_trials", "5:1", "it belongs under 'limits'")]
    [InlineData("limits: {max_trials: 3}", "limits.max_trials", "5:10", null)]
    [InlineData(
        "limits: {maxTotalTrials: 3}",
        "limits.maxTotalTrials",
        "5:10",
        "did you mean 'max_total_trials'?"
    )]
    [InlineData(
        "attune: {initial_pionts: []}",
        "attune.initial_pionts",
        "5:10",
        "did you mean 'initial_points'?"
    )]
    // Values of another kind.
    [InlineData("limits: 5", "limits", "5:9", null)]
    [InlineData("limits: {max_total_trials: many}", "limits.max_total_trials", "5:28", null)]
    [InlineData("limits: {max_total_trials: 1.5}", "limits.max_total_trials", "5:28", null)]
    [InlineData("limits: {max_total_trials: 0}", "limits.max_total_trials", "5:28", null)]
    [InlineData("limits: {max_concurrent_trials: 0}", "limits.max_concurrent_trials", "5:33", null)]
    [InlineData("limits: {timeout: -1}", "limits.timeout", "5:19", "leave it out for no limit")]
    [InlineData("limits: {trial_timeout: .inf}", "limits.trial_timeout", "5:25", null)]
    [InlineData("name: a b", "name", "5:7", null)]
    [InlineData("tags: [a]", "tags", "5:7", null)]
    // Sampling.
    [InlineData("sampling_algorithm: randm", "sampling_algorithm", "5:21", "did you mean 'random'?")]
    [InlineData(
        "sampling_algorithm: {type: random, rule: halton}",
        "sampling_algorithm.rule",
        "5:42",
        "one of random, sobol"
    )]
    [InlineData("sampling_algorithm: {type: random, seed: -1}", "sampling_algorithm.seed", "5:42", null)]
    [InlineData("sampling_algorithm: {type: grid, seed: 1}", "sampling_algorithm.seed", "5:34", null)]
    [InlineData(
        "sampling_algorithm: {seed: 1}",
        "sampling_algorithm.type",
        "5:21",
        "one of random, grid, sobol, gp, tpe, auto, bayesian"
    )]
    [InlineData("sampling_algorithm: grid", "sampling_algorithm", "5:21", null)]
    // Early termination.
    [InlineData("early_termination: {type: bandit}", "early_termination", "5:1", null)]
    [InlineData(
        "early_termination: {type: bandits}",
        "early_termination.type",
        "5:27",
        "did you mean 'bandit'?"
    )]
    [InlineData(
        "early_termination: {type: truncation_selection}",
        "early_termination.truncation_percentage",
        "5:20",
        null
    )]
    [InlineData(
        "early_termination: {type: truncation_selection, truncation_percentage: 100}",
        "early_termination.truncation_percentage",
        "5:72",
        null
    )]
    // What only several machines could do.
    [InlineData(
        "resources: {instance_count: 2}",
        "resources.instance_count",
        "5:29",
        "set it to 1, or leave it out"
    )]
    [InlineData(
        "resources: {shm_size: big}",
        "resources.shm_size",
        "5:23",
        "write a number and one of b, k, m, g, such as 2g"
    )]
    [InlineData("identity: {client_id: a}", "identity.type", "5:11", null)]
    [InlineData("queue_settings: {job_tier: gold}", "queue_settings.job_tier", "5:28", null)]
    // Inputs and outputs.
    [InlineData(
        "inputs: {1a: 2}",
        "inputs.1a",
        "5:14",
        "use letters, digits and underscores, no digit first"
    )]
    [InlineData("inputs: {a: {type: uri_file}}", "inputs.a", "5:10", null)]
    [InlineData("inputs: {a: {value: 1, path: b}}", "inputs.a", "5:10", null)]
    [InlineData("inputs: {a: {type: number, path: b}}", "inputs.a.type", "5:20", null)]
    [InlineData("inputs: {a: [1, 2]}", "inputs.a", "5:13", null)]
    [InlineData(
        "inputs: {a: {type: uri_folder, path: 'https://a/b'}}",
        "inputs.a.path",
        "5:38",
        "name each file as an input of type uri_file"
    )]
    [InlineData(
        "inputs: {a: {path: 'ftp://a/b'}}",
        "inputs.a.path",
        "5:20",
        "use a path, file: or http(s)://"
    )]
    [InlineData("outputs: {a: {mode: fast}}", "outputs.a.mode", "5:21", null)]
    // Our own keys.
    [InlineData(
        "attune: {constraints: {a: 1}}",
        "attune.constraints",
        "5:10",
        "remove it; the sweep would not do what it says"
    )]
    [InlineData(
        "attune: {fidelity: {a: 1}}",
        "attune.fidelity",
        "5:10",
        "remove it; the sweep would not do what it says"
    )]
    [InlineData(
        "attune: {warm_start: [a]}",
        "attune.warm_start",
        "5:10",
        "remove it; the sweep would not do what it says"
    )]
    [InlineData("attune: {repeats: 0}", "attune.repeats", "5:19", null)]
    [InlineData("attune: {retries: -1}", "attune.retries", "5:19", null)]
    [InlineData("attune: {gpus_per_trial: -1}", "attune.gpus_per_trial", "5:26", null)]
    [InlineData("attune: {trials_per_gpu: 0}", "attune.trials_per_gpu", "5:26", null)]
    [InlineData("attune: {cpus_per_trial: 0}", "attune.cpus_per_trial", "5:26", null)]
    [InlineData("attune: {memory_per_trial: lots}", "attune.memory_per_trial", "5:28", null)]
    [InlineData(
        "attune: {breaker: {first_failures: -1}}",
        "attune.breaker.first_failures",
        "5:36",
        "0 switches it off"
    )]
    [InlineData("attune: {initial_points: [{rate: 1}]}", "attune.initial_points[0].rate", null, null)]
    [InlineData("attune: {objectives: [{metric: m, goal: minimize}]}", "attune.objectives[0]", "5:23", null)]
    [InlineData("attune: {metrics: [{from: stdout, regex: '('}]}", "attune.metrics[0].regex", "5:42", null)]
    [InlineData(
        "attune: {metrics: [{from: stdout, regex: '(?=a)'}]}",
        "attune.metrics[0].regex",
        "5:42",
        null
    )]
    [InlineData("attune: {metrics: [{from: file, path: ../x}]}", "attune.metrics[0].path", "5:39", null)]
    // Other problems of form.
    [InlineData(
        "objective: {goal: best, primary_metric: m}",
        "objective.goal",
        "5:19",
        "one of minimize, maximize"
    )]
    [InlineData(
        "trial: train.yml",
        "trial",
        "5:8",
        "a component cannot be named here; write the trial's command, code and environment"
    )]
    [InlineData(
        "trial: {command: ''}",
        "trial.command",
        null,
        "write what a shell is to run, such as python train.py"
    )]
    [InlineData(
        "trial: {command: a, code: 'https://github.com/a/b'}",
        "trial.code",
        "5:27",
        "clone it, and give the folder's path"
    )]
    [InlineData("trial: {command: a, distribution: {type: ray}}", "trial.distribution", "5:21", null)]
    [InlineData(
        "trial: {command: a, distribution: {type: mpi, process_count_per_instance: 2}}",
        "trial.distribution",
        "5:21",
        null
    )]
    [InlineData(
        "trial: {command: a, environment: 'file:env.yml'}",
        "trial.environment",
        "5:34",
        "write here what the file says: image, conda_file or build"
    )]
    [InlineData(
        "trial: {command: a, environment: {image: a, build: {path: b}}}",
        "trial.environment",
        "5:21",
        "remove 'image' or 'build'"
    )]
    [InlineData("trial: {command: a, environment: {description: b}}", "trial.environment", "5:21", null)]
    public void A_wrong_line_is_one_error_at_its_place(string line, string path, string? place, string? hint)
    {
        var errors = JobFile.ReadText(Sweep(line)).Errors.ToList();

        var error = Assert.Single(errors);
        Assert.Equal(path, error.Path);
        if (place is not null)
        {
            Assert.Equal(place, $"{error.Where!.Line}:{error.Where.Column}");
        }
        if (hint is not null)
        {
            Assert.Equal(hint, error.Hint);
        }
    }

    [Theory]
    [InlineData("{type: choice, values: [1, 2.5, a, true]}", typeof(Choice))]
    [InlineData("{type: randint, upper: 5}", typeof(RandInt))]
    [InlineData("{type: uniform, min_value: 0, max_value: 1}", typeof(Uniform))]
    [InlineData("{type: quniform, min_value: 0, max_value: 10, q: 0.4}", typeof(QUniform))]
    [InlineData("{type: loguniform, min_value: -5, max_value: 0}", typeof(LogUniform))]
    [InlineData("{type: log_uniform, min_value: -5, max_value: 0}", typeof(LogUniform))]
    [InlineData("{type: QLogUniform, min_value: 0, max_value: 5, q: 2}", typeof(QLogUniform))]
    [InlineData("{type: normal, mu: 0, sigma: 1}", typeof(Normal))]
    [InlineData("{type: qnormal, mu: 0, sigma: 1, q: 1}", typeof(QNormal))]
    [InlineData("{type: lognormal, mu: 0, sigma: 1}", typeof(LogNormal))]
    [InlineData("{type: qlognormal, mu: 0, sigma: 1, q: 1}", typeof(QLogNormal))]
    [InlineData("3", typeof(Constant))]
    public void A_distribution_is_read_by_its_name(string entry, Type distribution)
    {
        var result = JobFile.ReadText(Sweep($"search_space: {{x: {entry}}}"));

        Assert.Empty(result.Errors);
        Assert.IsType(distribution, Assert.IsType<SweepJob>(result.Job).SearchSpace[0].Distribution);
    }

    [Theory]
    [InlineData("{type: choice, values: []}", "")]
    [InlineData("{type: choice}", ".values")]
    [InlineData("{type: randint, upper: 0}", ".upper")]
    [InlineData("{type: uniform, min_value: 2, max_value: 1}", "")]
    [InlineData("{type: uniform, min_value: 0}", ".max_value")]
    [InlineData("{type: quniform, min_value: 0, max_value: 1, q: 0}", ".q")]
    [InlineData("{type: normal, mu: 0, sigma: 0}", ".sigma")]
    [InlineData("{type: normal, mu: 0, sigma: -1}", ".sigma")]
    [InlineData("{type: unifrom, min_value: 0, max_value: 1}", ".type")]
    [InlineData("{type: uniform, min: 0, max_value: 1, min_value: 0}", ".min")]
    [InlineData("{min_value: 0, max_value: 1}", ".type")]
    public void A_wrong_distribution_is_refused_at_its_key(string entry, string below)
    {
        var error = Assert.Single(JobFile.ReadText(Sweep($"search_space: {{x: {entry}}}")).Errors);

        Assert.StartsWith("search_space.x" + below, error.Path, StringComparison.Ordinal);
        Assert.Equal(5, error.Where!.Line);
    }

    [Fact]
    public void Both_spellings_of_a_sampler_are_the_same()
    {
        var shortForm = Read<SweepJob>(Sweep("sampling_algorithm: random"));

        Assert.Equal(shortForm, Read<SweepJob>(Sweep("sampling_algorithm: {type: random}")));
        Assert.Equal(new RandomSampling(), shortForm.SamplingAlgorithm);
        Assert.Equal(shortForm, Read<SweepJob>(Sweep("# none")));
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var job = Read<SweepJob>(Sweep("# nothing"));

        Assert.Equal(new SweepLimits(), job.Limits);
        Assert.Equal(SweepJob.DefaultMaxTotalTrials, job.MaxTrials);
        Assert.Null(job.EarlyTermination);
        Assert.Equal(new SweepExtensions(), job.Attune);
        Assert.Null(job.Compute);
        Assert.Equal(
            new BanditPolicy { SlackFactor = 0.1 },
            Read<SweepJob>(Sweep("early_termination: {type: bandit, slack_factor: 0.1}")).EarlyTermination
        );
    }

    [Fact]
    public void All_problems_are_said_at_once_in_the_order_of_the_file()
    {
        var result = JobFile.ReadText(
            """
            type: sweep
            trial: {command: "echo ${{search_space.rl}} ${{inputs.x}}", cod: src}
            search_space: {lr: {type: uniform, min_value: 2, max_value: 1}}
            objective: {goal: up, primary_metric: m}
            limits: {timeout: no}
            """
        );

        Assert.Equal(
            ["trial.cod", "search_space.lr.min_value", "objective.goal", "limits.timeout"],
            result.Errors.Where(error => error.Path != "trial.command").Select(error => error.Path)
        );
        Assert.Null(result.Job);
    }

    [Theory]
    [InlineData("azureml:data:1")]
    [InlineData("azureml:data@latest")]
    [InlineData("azureml://datastores/d/paths/p")]
    [InlineData("wasbs://a@b.blob.core.windows.net/c")]
    [InlineData("abfss://a@b/c")]
    [InlineData("/subscriptions/s/resourceGroups/g")]
    public void What_only_a_cloud_can_resolve_passes_here_and_is_refused_when_it_is_submitted(
        string reference
    )
    {
        var result = JobFile.ReadText(Sweep($"inputs: {{a: {{path: '{reference}'}}}}"));

        Assert.NotNull(result.Job);
        var notice = Assert.Single(result.Problems, problem => problem.Path == "inputs.a.path");
        Assert.Equal(Severity.Notice, notice.Severity);
        var error = Assert.Single(JobFile.CheckForSubmission(result.Job, ReferenceMap.Empty));
        Assert.Equal(("inputs.a.path", Severity.Error), (error.Path, error.Severity));
        var map = new ReferenceMap(
            new Dictionary<string, string> { [reference] = "/data" },
            new Dictionary<string, string>()
        );
        Assert.Empty(JobFile.CheckForSubmission(result.Job, map));
    }

    [Theory]
    [InlineData(
        "type: pipeline\njobs: {a: {type: command}}",
        "type",
        "write each of its steps as a job file of its own"
    )]
    [InlineData(
        "type: pipeline\njobs: {a: {type: command}, tune: {type: sweep}}",
        "type",
        "write its sweep 'tune' as a job file of its own, with the command, code and environment of the trial"
    )]
    [InlineData(
        "type: automl\ntask: text_ner",
        "type",
        "write what it is to run as a job of type sweep or command"
    )]
    [InlineData(
        "$schema: https://a/commandComponent.schema.json\ntype: command\ncommand: a",
        "$schema",
        "write a job with the component's command, code and environment, and give each input a value"
    )]
    [InlineData(
        "type: command\nversion: 1\ncommand: a",
        "version",
        "write a job with the component's command, code and environment, and give each input a value"
    )]
    [InlineData(
        "component: azureml:a:1",
        "component",
        "write the component's command, code and environment into the job"
    )]
    [InlineData(
        "name: env\ndependencies: [python]",
        "type",
        "add 'type: sweep' or 'type: command' if it is one"
    )]
    [InlineData("search_space: {}", "type", "add 'type: sweep'")]
    [InlineData("- a", "", "start with 'type: sweep'")]
    public void A_file_of_another_kind_is_named(string yaml, string path, string hint)
    {
        var error = JobFile.ReadText(yaml).Errors.First();

        Assert.Equal((path, hint), (error.Path, error.Hint));
    }

    [Theory]
    [InlineData("limits.max_total_trials=4")]
    [InlineData("limits={max_total_trials: 4}")]
    [InlineData("limits.\"max_total_trials\"=4")]
    public void An_override_replaces_a_part_of_the_file(string set)
    {
        var result = JobFile.ReadText(Sweep("limits: {max_total_trials: 9}"), overrides: [set]);

        Assert.Equal(4, Assert.IsType<SweepJob>(result.Job).Limits.MaxTotalTrials);
    }

    [Theory]
    [InlineData("limits")]
    [InlineData("=4")]
    [InlineData("limits..x=4")]
    [InlineData("search_space.lr[a]=4")]
    [InlineData("search_space.lr[5]=4")]
    [InlineData("limits.max_total_trials=many")]
    [InlineData("limits.max_total_trials=[")]
    [InlineData("limts.max_total_trials=4")]
    public void A_bad_override_is_refused_at_the_override(string set)
    {
        var result = JobFile.ReadText(Sweep("# nothing"), overrides: [set]);

        Assert.Contains(
            result.Errors,
            error => error.Where!.File.StartsWith("--set ", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("${{search_space.lr}}", null, null)]
    [InlineData("${{ inputs.x }}", null, null)]
    [InlineData("{search_space.lr}", Severity.Warning, "write ${{search_space.lr}}")]
    [InlineData("${{search_space.rl}}", Severity.Error, "did you mean 'search_space.lr'?")]
    [InlineData("${{inputs.lr}}", Severity.Error, "did you mean 'search_space.lr'?")]
    [InlineData("${{outputs.y}}", Severity.Error, "the job declares no outputs")]
    [InlineData("${{parent.jobs.a}}", Severity.Error, null)]
    [InlineData(
        "${{inputs.none}}",
        Severity.Error,
        "give it one, or put this part of the command in $[[ … ]], which is left out then"
    )]
    [InlineData("$[[--a ${{inputs.none}}]]", null, null)]
    [InlineData("$[[--a]]", Severity.Warning, "remove $[[ and ]]")]
    [InlineData("$[[--a ${{inputs.x}}", Severity.Error, "close it with ]]")]
    [InlineData("${{inputs.x", Severity.Error, "write ${{search_space.x}} or ${{inputs.x}}")]
    [InlineData("${inputs.x}", Severity.Error, "write ${{inputs.x}}")]
    public void An_expression_is_judged_at_its_place(string expression, Severity? severity, string? hint)
    {
        var yaml = Sweep(
            $"inputs: {{x: 1, none: }}\ntrial:\n  command: >-\n    echo $AZUREML_SWEEP_lr\n    {expression}"
        );
        var problem = JobFile.ReadText(yaml).Problems.FirstOrDefault(each => each.Path == "trial.command");

        Assert.Equal(severity, problem?.Severity);
        if (severity is not null)
        {
            Assert.Equal((9, 5), (problem!.Where!.Line, problem.Where.Column));
            Assert.True(hint is null || hint == problem.Hint, $"{problem}");
        }
    }

    /// <summary>A sweep whose fifth line is this one, and replaces what it says again.</summary>
    internal static string Sweep(string line)
    {
        var key = line.Split(':')[0];
        var inside = line.Contains("\ntrial:", StringComparison.Ordinal);
        string[] lines =
        [
            "type: sweep",
            "trial: {command: 'echo ${{search_space.lr}}'}",
            "search_space: {lr: {type: uniform, min_value: 0, max_value: 1}}",
            "objective: {goal: maximize, primary_metric: m}",
        ];
        var kept = lines.Select(each =>
            each.StartsWith(key + ":", StringComparison.Ordinal)
            || (inside && each.StartsWith("trial:", StringComparison.Ordinal))
                ? "# " + each
            : key == "search_space" && each.StartsWith("trial:", StringComparison.Ordinal)
                ? "trial: {command: echo}"
            : each
        );
        return string.Join('\n', kept.Append(line)) + "\n";
    }

    private static string Command(string lines) => "command: echo\n" + lines + "\n";

    private static T Read<T>(string yaml)
        where T : Job => Assert.IsType<T>(JobFile.ReadText(yaml).Job);
}
