namespace Attune.Workspace.Environments;

/// <summary>A C# file-based app or a project that a command runs from its source.</summary>
/// <param name="Source">The .cs or project file, relative to the code folder, with forward slashes.</param>
/// <param name="BuildArguments">Arguments of <c>dotnet run</c> that also concern the build, such as <c>-f net10.0</c>.</param>
public sealed record DotNetProgram(string Source, IReadOnlyList<string> BuildArguments)
{
    private static readonly HashSet<string> BuildOptions = new(StringComparer.Ordinal)
    {
        "-c",
        "--configuration",
        "-f",
        "--framework",
        "-r",
        "--runtime",
        "-a",
        "--arch",
        "--os",
        "-p",
        "--property",
    };
    private static readonly HashSet<string> OtherOptions = new(StringComparer.Ordinal)
    {
        "-lp",
        "--launch-profile",
        "--device",
        "-v",
        "--verbosity",
        "--artifacts-path",
        "-e",
        "--environment",
    };
    private const int LargestScript = 256 * 1024;

    /// <summary>The programs that a command line runs from source, in order; files that are not in the code folder are left out.</summary>
    /// <param name="command">The command's text; shell scripts of the code folder that it names are read too.</param>
    /// <param name="codeFolder">The code folder, absolute.</param>
    public static IReadOnlyList<DotNetProgram> Find(string command, string codeFolder)
    {
        var found = new Dictionary<string, DotNetProgram>(StringComparer.Ordinal);
        if (Directory.Exists(codeFolder))
            Read(command, new CodeFolder(codeFolder), found, readScripts: true);
        return [.. found.Values];
    }

    private static void Read(
        string text,
        CodeFolder code,
        Dictionary<string, DotNetProgram> found,
        bool readScripts
    )
    {
        var folder = "";
        foreach (var words in ShellWords.Commands(text))
        {
            if (words is ["cd", var target, ..])
                folder = CodeFolder.Combine(folder, target) ?? folder;
            for (var i = 0; i < words.Count; i++)
            {
                var word = words[i];
                if (word == "dotnet")
                    Add(FromArguments(words[(i + 1)..], folder, code));
                else if (word.EndsWith(".cs", StringComparison.Ordinal) && i == 0)
                    Add(FromFile(word, folder, code, []));
                else if (
                    readScripts
                    && word.EndsWith(".sh", StringComparison.Ordinal)
                    && code.Find(folder, word) is { } script
                )
                    Read(code.ReadText(script, LargestScript), code, found, readScripts: false);
                else if (word.Contains("dotnet ", StringComparison.Ordinal))
                    Read(word, code, found, readScripts);
            }
        }

        void Add(DotNetProgram? program)
        {
            if (program is not null)
                found.TryAdd(program.Source, program);
        }
    }

    private static DotNetProgram? FromArguments(List<string> arguments, string folder, CodeFolder code)
    {
        if (arguments is [var first, ..] && first.EndsWith(".cs", StringComparison.Ordinal))
            arguments = ["run", "--file", .. arguments];
        if (arguments is not ["run", ..])
            return null;
        string? file = null;
        string? project = null;
        string? positional = null;
        var build = new List<string>();
        for (var i = 1; i < arguments.Count && arguments[i] != "--"; i++)
        {
            var (name, value) = Split(arguments[i]);
            var known =
                name is "--file" or "--project" || BuildOptions.Contains(name) || OtherOptions.Contains(name);
            if (known && value is null && i + 1 < arguments.Count)
                value = arguments[++i];
            if (name == "--file")
                file = value;
            else if (name == "--project")
                project = value;
            else if (BuildOptions.Contains(name))
                build.AddRange(name is "-p" or "--property" ? [$"-p:{value}"] : [name, value ?? ""]);
            else if (!known && name.EndsWith(".cs", StringComparison.Ordinal))
                positional ??= name;
        }
        if (file is null && code.FindProject(folder, project) is { } source)
            return new DotNetProgram(source, build);
        return project is null && (file ?? positional) is { } path
            ? FromFile(path, folder, code, build)
            : null;
    }

    private static DotNetProgram? FromFile(
        string path,
        string folder,
        CodeFolder code,
        IReadOnlyList<string> build
    ) => code.Find(folder, path) is { } source ? new DotNetProgram(source, build) : null;

    // --name=value, --name:value and -p:NAME=VALUE carry their value.
    private static (string Name, string? Value) Split(string word)
    {
        if (!word.StartsWith('-'))
            return (word, null);
        var at = word.AsSpan().IndexOfAny('=', ':');
        return at < 0 ? (word, null) : (word[..at], word[(at + 1)..]);
    }
}
