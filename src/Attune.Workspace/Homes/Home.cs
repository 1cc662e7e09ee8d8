using System.Text.Json;

namespace Attune.Workspace.Homes;

/// <summary>The folder that holds all of Attune's state (<c>.attune/</c>): one database, keys, named workspaces. Copying it moves everything.</summary>
/// <remarks>Found upwards from the current folder, as <c>git</c> finds its own. Thread-safe.</remarks>
public sealed class Home
{
    /// <summary>The folder's name.</summary>
    public const string FolderName = ".attune";

    private Home(string root) => Root = root;

    /// <summary>Absolute path of the home folder.</summary>
    public string Root { get; }

    /// <summary>The database file.</summary>
    public string Database => Path.Combine(Root, "attune.db");

    /// <summary>Secrets, readable by their owner alone.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>Downloads and other things that may be deleted at any time.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>What the user configures.</summary>
    public string Settings => Path.Combine(Root, "settings.json");

    /// <summary>A text that no other home has: part of the marker by which processes are found again.</summary>
    public string Identity => File.ReadAllText(Path.Combine(Keys, "identity")).Trim();

    /// <summary>The folder of a workspace's jobs.</summary>
    public string Jobs(string workspace) => Path.Combine(Root, "workspaces", workspace, "jobs");

    /// <summary>The folder of a person's notebooks and files in a workspace: what their compute instances show.</summary>
    public string User(string workspace, string person) =>
        Path.Combine(Root, "workspaces", workspace, "Users", person);

    /// <summary>The folder where a workspace's compute instances keep what they need to run.</summary>
    public string Instances(string workspace) => Path.Combine(Root, "workspaces", workspace, "instances");

    /// <summary>The home at or above a folder, or null.</summary>
    public static Home? Find(string from)
    {
        for (
            var folder = new DirectoryInfo(Path.GetFullPath(from));
            folder is not null;
            folder = folder.Parent
        )
        {
            var candidate = Path.Combine(folder.FullName, FolderName);
            if (Directory.Exists(candidate))
            {
                return new Home(candidate);
            }
        }
        return null;
    }

    /// <summary>A home that is looked at from afar: its paths as they are on the machine that holds it. Nothing is made or read.</summary>
    /// <param name="root">The home folder there, absolute.</param>
    public static Home At(string root) => new(root);

    /// <summary>Opens a home folder, making what is missing; another call, or a kill in between, does no harm.</summary>
    /// <param name="root">The home folder itself.</param>
    public static Home Create(string root)
    {
        var home = new Home(Path.GetFullPath(root));
        PrivateFolder.Create(home.Root);
        PrivateFolder.Create(home.Keys);
        PrivateFolder.Create(home.Cache);
        Directory.CreateDirectory(home.Jobs("default"));
        WriteOnce(Path.Combine(home.Root, ".gitignore"), "*\n");
        WriteOnce(Path.Combine(home.Root, ".amlignore"), "*\n");
        WriteOnce(Path.Combine(home.Keys, "identity"), Guid.NewGuid().ToString("N") + "\n");
        return home;
    }

    /// <summary>What the user configured, or the defaults.</summary>
    /// <param name="problems">What is wrong with the file, when it cannot be read.</param>
    public Settings ReadSettings(out IReadOnlyList<Problem> problems)
    {
        problems = [];
        if (!File.Exists(Settings))
        {
            return new Settings();
        }
        try
        {
            var text = File.ReadAllText(Settings);
            var settings = JsonSerializer.Deserialize(text, SettingsJson.Default.Settings) ?? new Settings();
            problems =
            [
                .. settings.Validate().Select(problem => problem with { Where = Place(text, problem.Path) }),
            ];
            return problems.Count == 0 ? settings : new Settings();
        }
        catch (JsonException error)
        {
            var where = new SourcePosition(
                Settings,
                (int)(error.LineNumber ?? 0) + 1,
                (int)(error.BytePositionInLine ?? 0) + 1
            );
            problems =
            [
                new Problem(
                    error.Path ?? "",
                    error.Message,
                    "See docs/settings.md for the keys.",
                    Where: where
                ),
            ];
            return new Settings();
        }
    }

    // Where the key of a path such as environments.torch stands; the file's beginning when it is written with escapes.
    private SourcePosition Place(string text, string path)
    {
        var key = path.Split('.', 2)[^1];
        key = key.EndsWith(".engine", StringComparison.Ordinal) ? key[..^".engine".Length] : key;
        var before = text[..Math.Max(0, text.IndexOf($"\"{key}\"", StringComparison.Ordinal))].Split('\n');
        return new SourcePosition(Settings, before.Length, before[^1].Length + 1);
    }

    private static void WriteOnce(string path, string text)
    {
        if (File.Exists(path))
        {
            return;
        }
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
