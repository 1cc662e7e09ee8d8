using System.Diagnostics;
using Attune.Workspace.JobFiles;
using CsCheck;

namespace Attune.Workspace.Tests.JobFiles;

/// <summary>Valid job files, broken at random. A failure prints the seed that repeats it.</summary>
public sealed class MalformedFilesTests
{
    private const int Samples = 3000;
    private const int LeastMalformed = 2000;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(180);

    private static readonly string[] Whole =
    [
        """
            $schema: https://azuremlschemas.azureedge.net/latest/sweepJob.schema.json
            type: sweep
            name: iris_1
            experiment_name: iris
            tags: {a: b, c: }
            inputs:
              data: {type: uri_folder, path: azureml:iris:1, mode: ro_mount}
              epochs: 20
              none:
            outputs:
              model: {type: mlflow_model, mode: upload}
            trial:
              command: >-
                python train.py --lr ${{search_space.lr}} --model '${{ search_space.model }}'
                --data "${{inputs.data}}" $[[--none ${{inputs.none}}]] > ${{outputs.model}}/log
              environment:
                image: python:3.13
                conda_file: {dependencies: [python, {pip: [mlflow]}]}
              environment_variables: {A: "1"}
              resources: {instance_count: 1, shm_size: 2g}
            sampling_algorithm: {type: random, seed: 5, rule: sobol, logbase: e}
            search_space:
              lr: {type: loguniform, min_value: -6, max_value: -1}
              units: {type: quniform, min_value: 1, max_value: 9, q: 2}
              model:
                type: choice
                values:
                  - small
                  - {depth: {type: randint, upper: 9}, rate: {type: normal, mu: 0, sigma: 1.5}}
            objective: {goal: maximize, primary_metric: accuracy}
            limits: {max_total_trials: 20, max_concurrent_trials: 4, timeout: 3600, trial_timeout: 60}
            early_termination: {type: bandit, slack_factor: 0.1, evaluation_interval: 2, delay_evaluation: 5}
            """,
        """
            type: sweep
            trial: &trial
              command: |
                set -e
                for i in 1 2 3; do echo "$(( i + ${{search_space.n}} ))"; done
                cat <<'EOF'
                {search_space.n} ${{search_space.s}}
                EOF
            sampling_algorithm: grid
            search_space:
              n: {type: choice, values: [1, 2, 3]}
              s: {type: choice, values: ["a b", 'c', true, 1.5]}
            objective:
              goal: Minimize
              primary_metric: "test loss"
            attune:
              objectives: [{metric: time, goal: minimize}]
              metrics:
                - {from: stdout, format: text, regex: 'loss is (?<value>\S+)', name: loss}
                - {from: file, path: outputs/metrics.jsonl}
                - {from: tensorboard, path: logs}
              initial_points: [{n: 1, s: c}, {n: 2}]
              repeats: 2
              retries: 1
              gpus_per_trial: 1
              trials_per_gpu: 1
              cpus_per_trial: 0.5
              memory_per_trial: 2g
              deterministic: true
              forbidden: [{n: 1, s: [c, true]}]
              breaker: {first_failures: 3}
            """,
        """
            command: echo ${{inputs.a}} && python -c "print(1)"
            inputs:
              a: {value: 4}
              b: 2024-01-01
            distribution: {type: pytorch, process_count_per_instance: 1}
            identity: {type: managed, client_id: x}
            services: {jupyter: {type: jupyter_lab, port: 80}}
            queue_settings: {job_tier: spot, priority: low}
            limits: {timeout: 60}
            attune: {retries: 2}
            """,
    ];

    // What is put into a file: pieces of syntax, odd scalars, odd letters.
    private static readonly string[] Pieces =
    [
        .. "{ } [ ] , : - ? ' \" | > & * ! % @ ` # ~ < = \\ \t \r \r\n \0 \u00a0 \u2028 \ufeff \ud83d 漢".Split(
            ' '
        ),
        .. "${{ }} $[[ ]] ${{search_space. ${{inputs.a}} ${{}} {inputs.a} $( `` << <<EOF ${ $(( [[ '\\''".Split(
            ' '
        ),
        .. "null ~ true no 1_000 0x1F 0o17 1e999 -1 99999999999999999999 .inf .nan 1:30 '' [] {} [a] {a: b} *x &x".Split(
            ' '
        ),
        .. "!!str !!binary !x <<: --- ... %YAML type: command: sweep bayesian values: min_value:".Split(' '),
        " ",
        "\n",
        "\n\n  ",
        ": ",
        "- ",
        "\n<<: *trial\n",
        "\n---\n",
        "\n  type: choice\n",
        "*trial",
        new string('x', 5000),
        new string('[', 300),
        new string(' ', 2000),
    ];

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]),
        Gen.String[0, 8],
        Gen.String[Gen.Char[' ', '~'], 1, 12]
    );

    private static readonly Gen<Func<string, string>> Break = Gen.OneOf(
        Gen.Select<int, string, Func<string, string>>(
            Gen.Int[0, 4000],
            Piece,
            (at, piece) => text => Insert(text, at, piece)
        ),
        Gen.Select<int, int, Func<string, string>>(
            Gen.Int[0, 4000],
            Gen.Int[1, 30],
            (at, length) => text => Cut(text, at, length)
        ),
        Gen.Int[0, 100].Select<int, Func<string, string>>(line => text => Lines(text, line, (_, _) => [])),
        Gen.Int[0, 100]
            .Select<int, Func<string, string>>(line => text => Lines(text, line, (it, _) => [it, it])),
        Gen.Int[0, 100]
            .Select<int, Func<string, string>>(line => text => Lines(text, line, (it, _) => ["  " + it])),
        Gen.Int[0, 100]
            .Select<int, Func<string, string>>(line => text => Lines(text, line, (it, _) => ["\t" + it])),
        Gen.Select<int, string, Func<string, string>>(
            Gen.Int[0, 100],
            Piece,
            (line, piece) => text => Lines(text, line, (it, _) => [Value(it, piece)])
        ),
        Gen.Select<int, string, Func<string, string>>(
            Gen.Int[0, 100],
            Piece,
            (line, piece) => text => Lines(text, line, (it, _) => [Key(it, piece)])
        ),
        Gen.Int[0, 4000].Select<int, Func<string, string>>(at => text => text[..(at % (text.Length + 1))]),
        Gen.Const<Func<string, string>>(text => text.ReplaceLineEndings("\r\n")),
        Gen.Const<Func<string, string>>(text => "\ufeff" + text)
    );

    [Fact]
    public void A_broken_file_is_refused_with_places_and_never_harms_its_reader()
    {
        var malformed = 0;
        Gen.Select(
                Gen.Int[0, Whole.Length - 1].Select(i => Whole[i]),
                Break.Array[1, 4],
                (text, breaks) => breaks.Aggregate(text, (t, b) => b(t))
            )
            .Sample(
                text =>
                {
                    if (Judge(text).Job is null)
                    {
                        Interlocked.Increment(ref malformed);
                    }
                },
                iter: Samples,
                threads: 2
            );

        TestContext.Current.TestOutputHelper?.WriteLine($"{malformed} of {Samples} were malformed");
        Assert.True(malformed >= LeastMalformed, $"only {malformed} of {Samples} files were malformed");
    }

    [Fact]
    public void The_files_that_are_broken_are_valid_before()
    {
        Assert.All(Whole, text => Assert.Empty(JobFile.ReadText(text).Errors));
    }

    private static JobFileResult Judge(string text)
    {
        var watch = Stopwatch.StartNew();
        var result = JobFile.ReadText(text, "a.yml");
        Assert.True(watch.Elapsed < Bound, $"took {watch.Elapsed}");
        Assert.Equal(result.Job is null, result.Errors.Any());
        var lines = text.Count(c => c is '\n' or '\r' or '\u2028' or '\u2029' or '\u0085') + 1;
        foreach (var problem in result.Problems)
        {
            Assert.Equal("a.yml", problem.Where!.File);
            Assert.InRange(problem.Where.Line, 1, lines + 1);
            Assert.InRange(problem.Where.Column, 1, text.Length + 1);
            Assert.NotEmpty(problem.Message);
            Assert.DoesNotContain("Exception", problem.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("cannot be read.", problem.Message, StringComparison.Ordinal);
        }
        // Only what ends the reading of the document as a whole has no path, and a key that is the empty text.
        Assert.True(
            result.Errors.Count(problem =>
                problem.Path.Length == 0 && !problem.Message.Contains("''", StringComparison.Ordinal)
            ) <= 1
        );
        if (result.Job is { } job)
        {
            Assert.Equal(job, Attune.Jobs.JobJson.Read(result.Json!));
        }
        return result;
    }

    private static string Insert(string text, int at, string piece) =>
        text.Insert(at % (text.Length + 1), piece);

    private static string Cut(string text, int at, int length)
    {
        at %= text.Length + 1;
        return text.Remove(at, Math.Min(length, text.Length - at));
    }

    private static string Lines(string text, int line, Func<string, int, IEnumerable<string>> change)
    {
        var lines = text.Split('\n');
        return string.Join(
            '\n',
            lines.SelectMany((it, i) => i == line % lines.Length ? change(it, i) : [it])
        );
    }

    private static string Value(string line, string value) =>
        line.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon
            ? line[..(colon + 2)] + value
            : line + value;

    private static string Key(string line, string key) =>
        line.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? line[..(line.Length - line.TrimStart().Length)] + key + line[colon..]
            : key + line;
}
