using System.Text;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>
/// Makes terminals work in the Jupyter Notebook 6 of Debian 12. Its page of a terminal stays empty, for the package libjs-xterm holds but the first
/// lines of xterm.js; the package node-xterm has all of it, as modules that browsers cannot load by themselves.
/// </summary>
internal static class JupyterTerminals
{
    /// <summary>The file of xterm.js that pages load; none in Jupyter's later versions, which have it elsewhere.</summary>
    public const string Pages = "static/components/xterm.js/index.js";

    /// <summary>A file that is shorter has but the first lines; the whole is hundreds of times as long.</summary>
    public const long Whole = 1000;

    /// <summary>The file that is there once it is mended.</summary>
    public const string Mended = "static/" + Script;

    private const string Script = "attune/xterm.js";

    // Where the packages libjs-xterm, node-xterm and python3-notebook put what is needed.
    private const string Browser = "/usr/share/javascript/xterm";
    private const string Modules = "/usr/share/nodejs/xterm/lib";

    private const string Template = "/usr/lib/python3/dist-packages/notebook/templates/terminal.html";
    private const string Broken = "terminal/js/main.min.js";

    /// <summary>Writes what mends them, where they have to be and can be.</summary>
    /// <param name="program">The Jupyter program.</param>
    /// <param name="folder">Where: its <c>templates</c> and <c>static</c> come before Jupyter's own.</param>
    /// <returns>Whether there is something.</returns>
    public static bool Mend(string program, string folder)
    {
        if (
            !program.StartsWith("/usr/bin/", StringComparison.Ordinal)
            || new FileInfo(Path.Combine(Browser, "xterm.js")) is not { Exists: true, Length: < Whole }
            || !File.Exists(Path.Combine(Modules, "public", "Terminal.js"))
            || !File.Exists(Template)
        )
        {
            return false;
        }
        Directory.CreateDirectory(Templates(folder));
        File.WriteAllText(
            Path.Combine(Templates(folder), "terminal.html"),
            File.ReadAllText(Template).Replace(Broken, Script, StringComparison.Ordinal)
        );
        var script = Path.Combine(Static(folder), Script);
        Directory.CreateDirectory(Path.GetDirectoryName(script)!);
        File.WriteAllText(script, Bundle());
        return true;
    }

    /// <summary>The folder of page templates.</summary>
    public static string Templates(string folder) => Path.Combine(folder, "templates");

    /// <summary>The folder of files that pages load.</summary>
    public static string Static(string folder) => Path.Combine(folder, "static");

    private static string Bundle()
    {
        var text = new StringBuilder("(() => {\nconst files = {\n");
        foreach (var file in Directory.EnumerateFiles(Modules, "*.js", SearchOption.AllDirectories))
        {
            if (!file.EndsWith(".test.js", StringComparison.Ordinal))
            {
                Add(Path.GetRelativePath(Modules, file), file);
            }
        }
        var fit = Path.Combine("addons", "fit", "fit.js");
        Add(fit, Path.Combine(Browser, fit));
        using var loader = new StreamReader(
            typeof(JupyterTerminals).Assembly.GetManifestResourceStream("jupyter-terminals.js")!
        );
        return text.Append("};\n").Append(loader.ReadToEnd()).Append("})();\n").ToString();

        void Add(string path, string file) =>
            text.Append('"')
                .Append(path[..^".js".Length])
                .Append("\": (require, module, exports) => {\n")
                .Append(File.ReadAllText(file))
                .Append("\n},\n");
    }
}
