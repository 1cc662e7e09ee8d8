using System.Diagnostics;
using Attune.Workspace.JobFiles;

namespace Attune.Workspace.Tests.JobFiles;

/// <summary>Files made to hold up, exhaust or crash their reader.</summary>
public sealed class HostileFilesTests
{
    // Generous for a busy machine; what is wrong in kind takes minutes or never ends.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(180);

    private static readonly Dictionary<string, string> Files = new()
    {
        ["aliases that multiply"] = Bomb(),
        ["a map in itself"] = "command: echo\ntags: &a\n  b: *a\n",
        ["deep lists"] = "command: " + new string('[', 100_000),
        ["deep maps"] = "tags: " + Repeat("{a: ", 50_000),
        ["deep blocks"] = string.Join('\n', Enumerable.Range(0, 1000).Select(i => new string(' ', i) + "a:")),
        ["question marks"] = new string('?', 100_000),
        ["dashes"] = Repeat("- ", 100_000),
        ["anchors"] = Repeat("&a ", 10_000),
        ["a long line"] = "command: " + new string('x', 1_000_000),
        ["too long a file"] = "command: " + new string('x', 1_100_000),
        ["a long kind"] = "type: " + new string('s', 1_000_000),
        ["a long sampler"] = Sweep($"sampling_algorithm: {new string('r', 900_000)}"),
        ["a long number"] = Sweep($"limits: {{max_total_trials: {new string('9', 900_000)}}}"),
        ["a long fraction"] = Sweep($"limits: {{timeout: 1.{new string('9', 900_000)}}}"),
        ["many unknown keys"] = "command: a\n" + Lines(4900, i => $"key{i}: {i}"),
        ["many doubled keys"] = Repeat("command: a\n", 4900),
        ["many merges"] = "a: &a {" + Many(900, i => $"k{i}: 1") + "}\n" + Repeat("<<: *a\n", 10),
        ["many inputs"] = "command: a\ninputs:\n" + Lines(4900, i => $"  i{i}: {i}"),
        ["many unknown names in a command"] = Command(Repeat("${{inputs.x}} ", 7_000)),
        ["many different unknown names"] =
            Command(Many(5_000, i => $"${{{{inputs.a{i}}}}}", " "))
            + "inputs:\n"
            + Lines(4000, i => $"  b{i}: {i}"),
        ["many old expressions"] = Command(Repeat("{inputs.x} ", 9_000)) + "inputs: {x: a}\n",
        ["many expressions"] = Command(Repeat("${{inputs.x}} ", 7_000)) + "inputs: {x: a}\n",
        ["many open expressions"] = Command(Repeat("${{", 33_000)),
        ["many open optional parts"] = Command(Repeat("$[[", 33_000)),
        ["many optional parts"] = Command(Repeat("$[[a]] ", 12_000)),
        ["an expression of blanks"] = Command("${{" + new string(' ', 99_000)),
        ["many expressions of blanks"] = Command(Repeat("${{" + new string(' ', 1000), 99)),
        ["deep substitutions"] = Command(Repeat("$(", 49_000)),
        ["deep expansions"] = Command(Repeat("${a:-", 19_000)),
        ["deep quoted substitutions"] = Command(Repeat("\"$(", 33_000)),
        ["deep groups"] = Command(Repeat("( ", 49_000)),
        ["deep arithmetic"] = Command("$((" + Repeat("(", 99_000)),
        ["deep backquotes"] = Command(Repeat("`\\", 49_000)),
        ["many backquotes"] = Command(Repeat("`a` ", 24_000)),
        ["deep cases"] = Command(Repeat("case a in a) ", 7_000)),
        ["many here-documents"] = Command(Repeat("cat <<A;", 12_000)),
        ["here-documents that do not end"] = Command(Many(5000, i => $"cat <<A{i}\n")),
        ["subscripts"] = Command(Repeat("a[]= ", 19_000)),
        ["a command too long to run"] = Command(Repeat("${{", 300_000)),
        ["tests"] = Command(Repeat("[[ ", 33_000)),
        ["many hyperparameters"] = Space(Many(1600, i => $"h{i}: {{type: randint, upper: 9}}")),
        ["a huge grid"] = Space(Many(400, i => $"h{i}: {{type: choice, values: [1, 2, 3, 4]}}"), "grid"),
        ["a long choice"] = Space("a: {type: choice, values: [" + Many(9000, i => $"{i}") + "]}", "grid"),
        ["the same choice"] = Space("a: {type: choice, values: [" + Many(9000, i => "1") + "]}"),
        ["deep branches"] = Space("a: " + Deep(14)),
        ["wide branches"] = Space(
            "a: {type: choice, values: [" + Many(400, i => $"{{b: {Half}, c{i}: 2}}") + "]}"
        ),
        ["many forbidden combinations"] = Sweep(
            "attune: {forbidden: [" + Many(3000, i => $"{{lr: {i}}}") + "]}"
        ),
        ["many first points"] = Sweep("attune: {initial_points: [" + Many(3000, i => $"{{lr: {i}}}") + "]}"),
        ["a hard pattern"] = Sweep(
            "attune: {metrics: [{from: stdout, regex: '(?<value>(a{1,500}){1,500}){1,500}(?<name>b)'}]}"
        ),
        ["a deep pattern"] = Sweep(
            $"attune: {{metrics: [{{from: stdout, regex: '{Repeat("(", 20_000)}'}}]}}"
        ),
        ["NUL"] = "command: \0",
        ["only a mark"] = "\uFEFF",
        ["half a pair"] = "command: \ud800\ninputs: {\udfff: 1}",
        ["directives"] = "%YAML 9.9\n%TAG ! a\n---\ncommand: a",
        ["two documents"] = "command: a\n---\ncommand: b",
        ["only dots"] = "...\n...\n...",
        ["huge dates"] = "command: a\ninputs: {a: 99999999999-99-99, b: !!timestamp 2001-01-01}",
        ["a tag"] = "!!python/object:os.system {command: a}",
        ["binary"] = "command: !!binary aGVsbG8=",
        ["carriage returns"] = "command: a\rtype: command\r\r\rinputs:\r",
        ["line separators"] = "command: a\u2028type: b\u0085inputs: c",
    };

    private const string Half = "{type: uniform, min_value: 0, max_value: 0.5}";

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_made_to_harm_its_reader_is_read_or_refused_in_bounded_time(string name)
    {
        var watch = Stopwatch.StartNew();

        var result = JobFile.ReadText(Files[name]);

        Assert.True(watch.Elapsed < Bound, $"took {watch.Elapsed}");
        Assert.All(result.Problems, problem => Assert.True(problem.Where is { Line: >= 1, Column: >= 1 }));
        Assert.Equal(result.Job is null, result.Errors.Any());
    }

    private static string Command(string command) =>
        "command: |-\n  " + command.Replace("\n", "\n  ", StringComparison.Ordinal) + "\n";

    private static string Sweep(string line) =>
        $$"""
            type: sweep
            trial: {command: "echo"}
            search_space: {lr: {{Half}}}
            objective: {goal: maximize, primary_metric: m}
            {{line}}
            """;

    private static string Space(string entries, string sampler = "random") =>
        $$"""
            type: sweep
            trial: {command: "echo"}
            sampling_algorithm: {{sampler}}
            search_space: { {{entries}} }
            objective: {goal: maximize, primary_metric: m}
            """;

    private static string Deep(int levels) =>
        levels == 0
            ? "1"
            : $"{{type: choice, values: [{{a: {Deep(levels - 1)}}}, {{a: {Half}, b: {Half}}}]}}";

    private static string Bomb() =>
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + Lines(
            20,
            i =>
            {
                var (name, of) = ((char)('b' + i), (char)('a' + i));
                return $"{name}: &{name} [*{of}, *{of}, *{of}, *{of}, *{of}, *{of}, *{of}, *{of}, *{of}]";
            }
        );

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Lines(int count, Func<int, string> line) => Many(count, line, "\n") + "\n";

    private static string Many(int count, Func<int, string> item, string between = ", ") =>
        string.Join(between, Enumerable.Range(0, count).Select(item));
}
