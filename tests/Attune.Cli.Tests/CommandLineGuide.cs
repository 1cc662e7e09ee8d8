using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Attune.Cli.Commands;
using Attune.Cli.Screens;

namespace Attune.Cli.Tests;

/// <summary>docs/guides/command-line.md against the commands that there are.</summary>
public sealed partial class CommandLineGuide
{
    private static readonly string Guide = File.ReadAllText(Find());

    [Fact]
    public void It_names_every_command_and_no_other()
    {
        var documented = Row().Matches(Guide).Select(match => match.Groups[1].Value.Trim());
        var commands = Leaves(new CommandTree(Terminal.OfProcess()).Root, "attune");

        Assert.Equal(commands.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_names_every_exit_code_and_no_other()
    {
        var documented = Code()
            .Matches(Guide)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => (int)code).Order(), documented);
    }

    [Theory]
    [InlineData("job create", "--set", "--max-concurrent", "--name", "--new", "--stream", "--file")]
    [InlineData("run", "--set", "--max-concurrent", "--name", "--new", "--file")]
    [InlineData("job trials", "--top", "--state", "--csv")]
    [InlineData("job delete", "--yes")]
    [InlineData("studio", "--port")]
    [InlineData("", "--home", "--json", "--output", "--quiet", "--workspace")]
    public void The_options_that_it_speaks_of_are_there(string path, params string[] options)
    {
        Command command = new CommandTree(Terminal.OfProcess()).Root;
        foreach (var name in path.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            command = command.Subcommands.Single(each => each.Name == name);
        }
        Assert.Empty(options.Except(command.Options.Select(option => option.Name)));
    }

    private static IEnumerable<string> Leaves(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [path]
            : command
                .Subcommands.Where(each => !each.Hidden)
                .SelectMany(each => Leaves(each, $"{path} {each.Name}"));

    private static string Find([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "guides", "command-line.md");

    // | `attune job show NAME` | …: the words in small letters.
    [GeneratedRegex(@"^\| `(attune(?: [a-z-]+)+)", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Code();
}
