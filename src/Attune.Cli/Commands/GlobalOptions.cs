using System.CommandLine;

namespace Attune.Cli.Commands;

/// <summary>How a command's result is written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,
    Json,
    Tsv,
    Csv,
}

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Home { get; } =
        new("--home")
        {
            Description = "The home folder. Default: $ATTUNE_HOME, or the first .attune from here upwards",
            HelpName = "DIR",
            Recursive = true,
        };

    public Option<string?> Server { get; } =
        new("--server")
        {
            Description =
                "The host of another machine, by address or profile, instead of a home here. Default: $ATTUNE_SERVER, or the profile in use",
            HelpName = "URL",
            Recursive = true,
        };

    public Option<string> Workspace { get; } =
        new("--workspace", "-w", "--workspace-name")
        {
            Description = "The workspace in the home",
            HelpName = "NAME",
            DefaultValueFactory = _ => "default",
            Recursive = true,
        };

    public Option<bool> Json { get; } =
        new("--json")
        {
            Description = "Write the result as JSON, and nothing else, to standard output",
            Recursive = true,
        };

    public Option<OutputFormat?> Output { get; } =
        new("--output", "-o")
        {
            Description = "How to write the result: table, json, tsv or csv",
            HelpName = "FORMAT",
            Recursive = true,
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (
                    Enum.TryParse<OutputFormat>(text, ignoreCase: true, out var format)
                    && !char.IsAsciiDigit(text[0])
                )
                {
                    return format;
                }
                argument.AddError($"'{text}' is no output format; there are table, json, tsv and csv.");
                return null;
            },
        };

    public Option<bool> Quiet { get; } =
        new("--quiet", "-q") { Description = "Say nothing but the result and errors", Recursive = true };

    public GlobalOptions() => Output.CompletionSources.Add("table", "json", "tsv", "csv");

    public void AddTo(Command root)
    {
        root.Options.Add(Home);
        root.Options.Add(Server);
        root.Options.Add(Workspace);
        root.Options.Add(Json);
        root.Options.Add(Output);
        root.Options.Add(Quiet);
    }
}
