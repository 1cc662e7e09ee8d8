namespace Attune.Workspace.Environments;

/// <summary>
/// The <c>build/</c> folder of a sweep: <c>code/</c> with links to the snapshot, <c>programs/SOURCE/</c> with what was built,
/// <c>bin/dotnet</c> that starts it, and files that end the SDK's upward searches.
/// </summary>
internal sealed class BuildFolder(string root, string snapshot)
{
    private const string Mark = ".program";
    private static readonly Dictionary<string, string> Ends = new(StringComparer.Ordinal)
    {
        ["Directory.Build.props"] = "<Project />\n",
        ["Directory.Build.targets"] = "<Project />\n",
        ["Directory.Packages.props"] = "<Project />\n",
        ["Directory.Build.rsp"] = "",
        ["global.json"] = "{}\n",
        [".editorconfig"] = "root = true\n",
    };

    /// <summary>Where the source is built from.</summary>
    internal string Code => Path.Combine(root, "code");

    /// <summary>Where the SDK keeps what lies between source and output.</summary>
    internal string Artifacts => Path.Combine(root, "artifacts");

    internal string SourceOf(DotNetProgram program) => Path.Combine(Code, program.Source);

    internal string OutputOf(DotNetProgram program) => Path.Combine(root, "programs", program.Source);

    /// <summary>The built program, or null when it is not built yet.</summary>
    internal string? FindProgram(DotNetProgram program)
    {
        var mark = Path.Combine(OutputOf(program), Mark);
        return File.Exists(mark) ? Path.Combine(OutputOf(program), File.ReadAllText(mark).Trim()) : null;
    }

    /// <summary>Marks the output as complete; false when nothing in it can be started.</summary>
    internal bool Keep(DotNetProgram program)
    {
        const string suffix = ".runtimeconfig.json";
        var output = OutputOf(program);
        var programs = Directory
            .EnumerateFiles(output, "*" + suffix)
            .Select(file => Path.GetFileName(file)[..^suffix.Length])
            .ToList();
        var own = Path.GetFileNameWithoutExtension(program.Source);
        var name =
            programs.Contains(own) ? own
            : programs.Count == 1 ? programs[0]
            : null;
        if (name is null)
            return false;
        var draft = Path.Combine(output, Mark + ".new");
        File.WriteAllText(draft, name + ".dll\n");
        File.Move(draft, Path.Combine(output, Mark), overwrite: true);
        return true;
    }

    /// <summary>Writes everything a build needs; what is there already is written again.</summary>
    internal void Lay(string? feed)
    {
        Directory.CreateDirectory(root);
        foreach (var (name, text) in Ends)
            File.WriteAllText(Path.Combine(root, name), text);
        LinkFolder(snapshot, Code);
        NuGetConfig.Write(root, Code, feed);
    }

    /// <summary>Writes the <c>dotnet</c> that starts what was built, and returns its folder.</summary>
    internal string LayShim(string dotnet)
    {
        var folder = Path.Combine(root, "bin");
        Directory.CreateDirectory(folder);
        using var stream = typeof(BuildFolder).Assembly.GetManifestResourceStream("dotnet-shim.sh")!;
        using var reader = new StreamReader(stream);
        var shim = reader
            .ReadToEnd()
            .Replace("@SDK@", Quoted(dotnet), StringComparison.Ordinal)
            .Replace("@CODE@", Quoted(Path.GetRelativePath(root, snapshot)), StringComparison.Ordinal);
        var draft = Path.Combine(folder, ".dotnet.new");
        File.WriteAllText(draft, shim);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(draft, (UnixFileMode)Convert.ToInt32("755", 8));
        File.Move(draft, Path.Combine(folder, "dotnet"), overwrite: true);
        return folder;
    }

    private static string Quoted(string text) =>
        "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    // Links, because a snapshot may hold gigabytes of data beside its programs; relative, because a home may be moved.
    private static void LinkFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        var isProject = Directory.EnumerateFiles(from, "*.*proj").Any();
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry is DirectoryInfo { LinkTarget: null } folder)
            {
                // Outputs of builds elsewhere hold absolute paths of another place.
                if (folder.Name != ".git" && !(isProject && folder.Name is "bin" or "obj"))
                    LinkFolder(folder.FullName, target);
            }
            else if (!Path.Exists(target) && new FileInfo(target).LinkTarget is null)
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(to, entry.FullName));
            }
        }
    }
}
