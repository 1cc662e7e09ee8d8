using Spectre.Console;
using Spectre.Console.Rendering;

namespace Attune.Cli.Screens;

/// <summary>One output stream, for what a person reads: plain lines that are never broken, and drawings.</summary>
internal sealed class Page
{
    private readonly Lazy<IAnsiConsole> _console;

    public Page(TextWriter writer, TerminalTraits traits)
    {
        (Writer, Traits) = (writer, traits);
        // Loading the drawing library costs more than most commands need.
        _console = new(() => Open(writer, traits));
    }

    public TextWriter Writer { get; }

    public TerminalTraits Traits { get; }

    /// <summary>For drawings.</summary>
    public IAnsiConsole Console => _console.Value;

    /// <summary>A line as it is, however long: a path that is broken cannot be copied.</summary>
    public void Line(string text = "") => Writer.WriteLine(text);

    /// <summary>Draws, to the width of the stream.</summary>
    public void Draw(IRenderable drawing) => Console.Write(drawing);

    /// <summary>Bold, where there is colour.</summary>
    public string Strong(string text) => Paint(text, "1");

    /// <summary>As an error.</summary>
    public string Alarm(string text) => Paint(text, "1;31");

    /// <summary>As a warning.</summary>
    public string Caution(string text) => Paint(text, "33");

    /// <summary>As a success.</summary>
    public string Fine(string text) => Paint(text, "32");

    private string Paint(string text, string code) => Traits.Color ? $"\e[{code}m{text}\e[0m" : text;

    private static IAnsiConsole Open(TextWriter writer, TerminalTraits traits)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = traits.Color || traits.Live ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = traits.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = traits.Live ? InteractionSupport.Yes : InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
                // The library would judge the surroundings by rules of its own.
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            }
        );
        console.Profile.Width = traits.Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
