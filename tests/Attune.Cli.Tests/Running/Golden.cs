using System.Runtime.CompilerServices;

namespace Attune.Cli.Tests.Running;

/// <summary>Texts for people, kept as files that a person has read. ATTUNE_GOLDENS=write writes them anew.</summary>
internal static class Golden
{
    public static void Check(
        string name,
        string text,
        TemporaryHome? home = null,
        [CallerFilePath] string source = ""
    )
    {
        if (home is not null)
        {
            text = text.Replace(home.Folder, "<folder>", StringComparison.Ordinal);
        }
        // Padding at the end of a line cannot be seen, and editors take it away.
        text = string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));
        var file = Path.Combine(Path.GetDirectoryName(source)!, "Goldens", name + ".txt");
        if (Environment.GetEnvironmentVariable("ATTUNE_GOLDENS") == "write")
        {
            File.WriteAllText(file, text);
        }
        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : "(no such golden)", text);
    }
}
