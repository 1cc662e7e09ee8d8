using System.Text;

namespace Attune.Cli.Screens;

/// <summary>The one writer of the command: data to standard output, talk to standard error, each as the stream behind it can show it.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Talk">Standard error.</param>
internal sealed record Terminal(Page Out, Page Talk)
{
    /// <summary>No talk beside errors.</summary>
    public bool Quiet { get; set; }

    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(
            Open(Console.OpenStandardOutput(), !Console.IsOutputRedirected),
            Open(Console.OpenStandardError(), !Console.IsErrorRedirected)
        );

        Page Open(Stream stream, bool isTerminal) =>
            new(
                new StreamWriter(stream, utf8) { AutoFlush = true },
                TerminalTraits.Of(isTerminal, Width, Environment.GetEnvironmentVariable)
            );
    }

    /// <summary>Tells the person something, beside the data.</summary>
    public void Say(string text)
    {
        if (!Quiet)
        {
            Talk.Line(text);
        }
    }

    /// <summary>Says why the command could not do what was asked.</summary>
    /// <param name="code">How it ends.</param>
    /// <param name="message">What is wrong, as a sentence.</param>
    /// <param name="hint">What to do about it.</param>
    public ExitCode Refuse(ExitCode code, string message, string? hint = null)
    {
        Talk.Line($"{Talk.Alarm("error:")} {Visible(message)}");
        if (hint is not null)
        {
            Talk.Line($"  {Visible(hint)}");
        }
        return code;
    }

    /// <summary>Text of unknown origin with its control characters made visible: it must not move the cursor or break a line.</summary>
    public static string Visible(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }
        var visible = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            visible.Append(
                c switch
                {
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    _ when char.IsControl(c) => FormattableString.Invariant($"\\x{(int)c:x2}"),
                    _ => c.ToString(),
                }
            );
        }
        return visible.ToString();
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
