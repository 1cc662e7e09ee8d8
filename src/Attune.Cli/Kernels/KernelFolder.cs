using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attune.Cli.Kernels;

/// <summary>A kernel as Jupyter finds it: a folder with a <c>kernel.json</c>. One of Attune's holds the program too.</summary>
/// <param name="Path">The folder.</param>
internal sealed record KernelFolder(string Path)
{
    private const string Mark = "attune";

    /// <summary>The name by which notebooks ask for it.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    private string SpecFile => System.IO.Path.Combine(Path, "kernel.json");

    /// <summary>The version of Attune that it came with; null when the folder is none of Attune's.</summary>
    public string? Version => Spec?["metadata"]?[Mark]?["version"]?.GetValue<string>();

    /// <summary>What the folder says is wrong with it; null when the program is there.</summary>
    public string? Trouble =>
        Spec?["argv"] is JsonArray argv && argv.All(word => IsThere((string?)word))
            ? null
            : "its program is not there; install it again";

    private JsonNode? Spec
    {
        get
        {
            try
            {
                return File.Exists(SpecFile) ? JsonNode.Parse(File.ReadAllText(SpecFile)) : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Where Jupyter looks for kernels of this user, unless a prefix names another place.</summary>
    /// <param name="prefix">A virtual or conda environment, or null.</param>
    public static string PlaceOf(string? prefix)
    {
        if (prefix is not null)
        {
            return System.IO.Path.GetFullPath(System.IO.Path.Combine(prefix, "share", "jupyter", "kernels"));
        }
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var data =
            Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } own ? own
            : OperatingSystem.IsMacOS() ? System.IO.Path.Combine(home, "Library", "Jupyter")
            : Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } shared
                ? System.IO.Path.Combine(shared, "jupyter")
            : System.IO.Path.Combine(home, ".local", "share", "jupyter");
        return System.IO.Path.Combine(data, "kernels");
    }

    /// <summary>Attune's kernels in a place, by name.</summary>
    public static IReadOnlyList<KernelFolder> In(string place) =>
        Directory.Exists(place)
            ?
            [
                .. Directory
                    .GetDirectories(place)
                    .Order(StringComparer.Ordinal)
                    .Select(path => new KernelFolder(path))
                    .Where(folder => folder.Version is not null),
            ]
            : [];

    /// <summary>Tells Jupyter how the kernel is started; a notebook never sees half a file.</summary>
    /// <param name="command">The program and its first arguments.</param>
    /// <param name="title">What people choose it by.</param>
    /// <param name="version">Attune's version.</param>
    public void Write(IReadOnlyList<string> command, string title, string version)
    {
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray([.. command.Append("{connection_file}").Select(word => (JsonNode)word)]),
            ["display_name"] = title,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            // A small nursery and code that is mapped once keep the process small; it runs whatever its user writes anyway.
            ["env"] = new JsonObject
            {
                ["DOTNET_GCgen0size"] = "0x400000",
                ["DOTNET_EnableWriteXorExecute"] = "0",
                ["DOTNET_TieredPGO"] = "0",
            },
            ["metadata"] = new JsonObject
            {
                ["debugger"] = false,
                [Mark] = new JsonObject { ["version"] = version },
            },
        };
        var options = new JsonSerializerOptions
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        File.WriteAllText(SpecFile + ".new", spec.ToJsonString(options) + "\n");
        File.Move(SpecFile + ".new", SpecFile, overwrite: true);
    }

    private static bool IsThere(string? word) =>
        word is not null && (!System.IO.Path.IsPathRooted(word) || File.Exists(word));
}
