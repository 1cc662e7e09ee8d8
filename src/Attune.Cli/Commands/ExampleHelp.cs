using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Attune.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description, IReadOnlyList<string> examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The usual help, then the command's examples.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private static readonly string[] First =
    [
        "attune run samples/diabetes/sweep.yml",
        "attune job list",
        "attune best calm_otter_7k2m9q",
    ];

    private readonly HelpAction _usual = new();

    /// <summary>Help is given whatever else is wrong with the line.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        _usual.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var examples =
            command is ExampleCommand own ? own.Examples
            : command.Name == CommandTree.Name ? First
            : [];
        var output = parseResult.InvocationConfiguration.Output;
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }
            output.WriteLine();
        }
        return 0;
    }
}
