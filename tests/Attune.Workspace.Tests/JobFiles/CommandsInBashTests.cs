using System.Diagnostics;
using System.Text;
using Attune.Jobs;
using Attune.Spaces;
using Attune.Workspace.JobFiles;
using Attune.Workspace.JobFiles.Expressions;
using CsCheck;

namespace Attune.Workspace.Tests.JobFiles;

/// <summary>Commands run by a real bash, with values that would do harm if they were ever read as shell.</summary>
public sealed class CommandsInBashTests
{
    private static readonly string[] Nasty =
    [
        "plain",
        "",
        " two  blanks ",
        "line one\nline two\n",
        "\ttab\r",
        "$(touch pwned)",
        "`touch pwned`",
        "'; touch pwned; '",
        "\"; touch pwned; \"",
        "' \" ' \"",
        "$HOME ${HOME} $((1+1))",
        "* ? [a-z] ~ {a,b}",
        "-n",
        "\\ \\\\ \\n \\' \\\"",
        "a[$(touch pwned)]",
        "é ü 漢字 🙂 \u200f",
        "EOF\nEOF\n$(touch pwned)",
        "!! !$ #no comment",
        "&& touch pwned || touch pwned; touch pwned &",
        "< /etc/passwd > pwned",
        "&",
        "%s %d",
    ];

    // Each prints the value between brackets, one NUL after it, whatever surrounds the expression.
    private static readonly string[] Surroundings =
    [
        "p ${{inputs.x}}",
        "p ${{ inputs.x }}",
        "p {inputs.x}",
        "p \"${{inputs.x}}\"",
        "p '${{inputs.x}}'",
        "p $'${{inputs.x}}'",
        "p $\"${{inputs.x}}\"",
        "p \\${{inputs.x}}",
        "p \"\\${{inputs.x}}\"",
        "p \"\"${{inputs.x}}''",
        "# don't stop here ${{inputs.x}}\np ${{inputs.x}} # nor \" here",
        "p \"$(printf '%s.' ${{inputs.x}} | sed -z 's/.$//'; echo .)\" | sed -z 's/.\\]$/]/'",
        "v=${{inputs.x}}; p \"$v\"",
        "v=${{inputs.x}} && p \"$v\"",
        "export v=\"${{inputs.x}}\"; p \"$v\"",
        "p \"${nothing:-${{inputs.x}}}\"",
        "p ${nothing:-${{inputs.x}}}",
        "p \"${nothing:-\"${{inputs.x}}\"}\"",
        "a=(1 ${{inputs.x}} 3); p \"${a[1]}\"",
        "if [[ ${{inputs.x}} == ${{inputs.x}} ]]; then p ${{inputs.x}}; fi",
        "case ${{inputs.x}} in ${{inputs.x}}) p ${{inputs.x}};; *) p no;; esac",
        "for v in ${{inputs.x}}; do p \"$v\"; done",
        "(p ${{inputs.x}})",
        "{ p ${{inputs.x}}; }",
        "f() { p ${{inputs.x}}; }; f",
        "p \\\n  ${{inputs.x}}",
        "p ${{inputs.x}};:",
        "true&&p ${{inputs.x}}|cat",
        "[ -n 'it''s' ] && p ${{inputs.x}}",
        "bash -c 'printf \"[%s]\\0\" \"$1\"' _ ${{inputs.x}}",
        "p \"$(case a in a) printf '%s.' ${{inputs.x}};; esac)\" | sed -z 's/.\\]$/]/'",
        "w=\"a${{inputs.x}}\"; p \"${w#a}\"",
        "w=a${{inputs.x}}b; w=${w%b}; p \"${w#a}\"",
        "w=a${{inputs.x}}; p \"${w/#a/}\"",
        "w=Z; p \"${w/Z/${{inputs.x}}}\"",
        "w=${{inputs.x}}z; p \"${w%${{inputs.x}}z}${{inputs.x}}\"",
        "IFS= read -r -d '' v < <(printf '%s\\0' ${{inputs.x}}); p \"$v\"",
        "p \"$(printf '%s.' \"$(printf '%s.' '${{inputs.x}}')\")\" | sed -z 's/..\\]$/]/'",
        "p \"`printf '%s.' ${{inputs.x}}`\" | sed -z 's/.\\]$/]/'",
        "p \"`printf '%s.' \\\"${{inputs.x}}\\\"`\" | sed -z 's/.\\]$/]/'",
        "v=`printf '%s.' '${{inputs.x}}'`; p \"${v%.}\"",
        "h <<EOF\n${{inputs.x}}\nEOF",
        "h <<'EOF'\n${{inputs.x}}\nEOF",
        "h <<\"EOF\"\n${{inputs.x}}\nEOF",
        "h <<-\\EOF\n\t${{inputs.x}}\n\tEOF",
        "h <<A; true <<'B'\n${{inputs.x}}\nA\n${{inputs.x}} '\nB",
        "cat <<'A' >/dev/null; h <<'B'\n$(touch pwned) ${{inputs.x}} `touch pwned` \\\nA\n${{inputs.x}}\nB",
        "p \"$(h2 <<EOF\n${{inputs.x}}.\nEOF\n)\" | sed -z 's/.\\]$/]/'",
        "h <<< ${{inputs.x}}",
        "p $[[${{inputs.x}}]]",
        "p $[[ ${{inputs.none}} ]] ${{inputs.x}}",
    ];

    private const string Prologue =
        "p() { printf '[%s]\\0' \"$@\"; }\n"
        + "h() { IFS= read -r -d '' v; p \"${v%$'\\n'}\"; }\n"
        + "h2() { cat; }\n";

    public static TheoryData<string> AllSurroundings => [.. Surroundings];

    [Theory]
    [MemberData(nameof(AllSurroundings))]
    public async Task A_value_reaches_its_command_unchanged_and_runs_nothing(string surrounding)
    {
        foreach (var value in Nasty)
        {
            await Arrives(surrounding, value);
        }
    }

    [Fact]
    public async Task Any_text_reaches_any_surrounding_unchanged()
    {
        var letters = Gen.OneOf(Gen.Char["'\"\\$`(){}[]<>|&;*?~#!=%^@+-./: \n\taé漢E"], Gen.Char['!', '~']);
        var samples = Gen.Select(Gen.String[letters, 0, 24], Gen.Int[0, Surroundings.Length - 1]);
        await samples.SampleAsync(
            sample => Arrives(Surroundings[sample.Item2], sample.Item1),
            iter: 400,
            threads: 2
        );
    }

    [Fact]
    public async Task Every_value_is_one_argument_of_a_program_in_any_quotes()
    {
        const int Count = 200;
        string[] contexts =
        [
            "{0}",
            "\"{0}\"",
            "'{0}'",
            "$'{0}'",
            "a{0}b",
            "\"a '{0}' b\"",
            "--x={0}",
            "'it'\\''s {0}'",
        ];
        string[] around = ["{0}", "{0}", "{0}", "{0}", "a{0}b", "a '{0}' b", "--x={0}", "it's {0}"];
        var values = Gen.OneOf(
            Gen.Int[0, Nasty.Length - 1].Select(i => Nasty[i]),
            Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 12]
        );
        await values
            .Array[Count]
            .SampleAsync(
                async sample =>
                {
                    var job = new CommandJob
                    {
                        Command =
                            "env printf '%s\\0' "
                            + string.Join(
                                ' ',
                                sample.SelectMany(
                                    (_, i) => contexts.Select(context => In(context, $"${{{{inputs.x{i}}}}}"))
                                )
                            ),
                        Inputs = new(
                            sample.Select(
                                (value, i) =>
                                    KeyValuePair.Create(
                                        $"x{i}",
                                        new JobInput { Value = ParameterValue.Of(value) }
                                    )
                            )
                        ),
                    };
                    var expected = sample.SelectMany(value => around.Select(text => In(text, value) + '\0'));
                    Assert.Equal(string.Concat(expected), await Run(job));
                },
                iter: 4,
                threads: 2
            );
    }

    private static string In(string context, string value) =>
        context.Replace("{0}", value, StringComparison.Ordinal);

    [Fact]
    public async Task Numbers_may_stand_in_arithmetic()
    {
        var text =
            "n=3; (( n += ${{inputs.n}} )); a=(7 8 9 10 11); p $(( ${{inputs.n}} * 2 + $n )) ${a[${{inputs.n}}]} ${n:0:${{inputs.n}}}";
        var job = Job(
            text + "; [[ ${{inputs.n}} -gt 1 ]] && let m=${{inputs.n}}+1 && p $m",
            ParameterValue.Of("unused")
        );

        Assert.Equal("[9]\0[9]\0[5]\0[3]\0", await Run(job));
    }

    [Theory]
    [InlineData("echo $(( ${{inputs.x}} + 1 ))")]
    [InlineData("(( i = ${{inputs.x}} ))")]
    [InlineData("for ((i=0; i<${{inputs.x}}; i++)); do :; done")]
    [InlineData("echo ${a[${{inputs.x}}]}")]
    [InlineData("echo ${a:${{inputs.x}}}")]
    [InlineData("a[${{inputs.x}}]=1")]
    [InlineData("let n=${{inputs.x}}")]
    [InlineData("declare -i n=${{inputs.x}}")]
    [InlineData("[[ ${{inputs.x}} -gt 3 ]]")]
    [InlineData("[[ -v ${{inputs.x}} ]]")]
    [InlineData("printf -v ${{inputs.x}} a")]
    [InlineData("echo $[${{inputs.x}}]")]
    public void A_text_is_refused_where_bash_would_run_it(string command)
    {
        var problem = Assert.Single(Check(command), problem => problem.Severity == Severity.Error);

        Assert.Contains("run a text as code", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval \"${{inputs.x}}\"")]
    [InlineData("bash -c \"echo ${{inputs.x}}\"")]
    [InlineData("bash -lc 'echo ${{inputs.x}}'")]
    [InlineData("env A=1 python3 -c \"print('${{inputs.x}}')\"")]
    [InlineData("python -c 'print(\"${{inputs.x}}\")'")]
    public void A_text_in_another_programs_code_is_warned_of(string command) =>
        Assert.Contains(
            Check(command),
            problem => problem.Message.Contains("part of code", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("bash -c 'echo $1' _ ${{inputs.x}}")]
    [InlineData("python -m train --name ${{inputs.x}}")]
    [InlineData("[[ ${{inputs.x}} == a ]]")]
    [InlineData("read -r a b <<< ${{inputs.x}}")]
    [InlineData("export A=${{inputs.x}}")]
    [InlineData("printf '%s' ${{inputs.x}}")]
    public void A_text_that_is_only_passed_on_is_not_warned_of(string command) =>
        Assert.Empty(Check(command));

    private static IReadOnlyList<Problem> Check(string command) =>
        JobFile
            .ReadText($"command: {System.Text.Json.JsonSerializer.Serialize(command)}\ninputs:\n  x: text\n")
            .Problems;

    private static async Task Arrives(string surrounding, string value)
    {
        // A here-string and a here-document end with a newline of their own, which the test takes off again.
        var got = await Run(Job(surrounding, ParameterValue.Of(value)));

        Assert.True($"[{value}]\0" == got, $"{surrounding}\nwith <{value}>\ngave <{got}>");
    }

    private static CommandJob Job(string command, ParameterValue value) =>
        new()
        {
            Command = Prologue + command,
            Inputs = new([
                new("x", new JobInput { Value = value }),
                new("n", new JobInput { Value = ParameterValue.Of(2L) }),
                new("none", new JobInput()),
            ]),
        };

    private static async Task<string> Run(CommandJob job)
    {
        var folder = Directory.CreateTempSubdirectory("attune-bash-");
        try
        {
            var environment = CommandEnvironment.ForInputs(job, (_, _) => "").ToDictionary();
            var compiled = CommandTemplate.Of(job).Compile(environment.Keys.ToHashSet());
            var start = new ProcessStartInfo("bash", ["--norc", "-c", compiled.Script])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                StandardOutputEncoding = Encoding.UTF8,
            };
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }
            using var bash = Process.Start(start)!;
            bash.StandardInput.Close();
            var errors = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.False(
                File.Exists(Path.Combine(folder.FullName, "pwned")),
                $"ran a value: {compiled.Script}"
            );
            Assert.Empty(folder.EnumerateFileSystemInfos());
            return output + await errors;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
