using System.Text.Json.Nodes;

namespace Attune.Kernel.Packages;

/// <summary>What a restore found: <c>obj/project.assets.json</c> as far as it concerns running.</summary>
internal sealed class Restored
{
    private readonly Dictionary<string, Package> _packages = new(StringComparer.OrdinalIgnoreCase);

    public static Restored Nothing { get; } = new();

    /// <summary>Assemblies by simple name.</summary>
    public IEnumerable<(string Name, string Path)> Assemblies =>
        _packages.Values.SelectMany(package =>
            package.Assemblies.Select(path => (Path.GetFileNameWithoutExtension(path), path))
        );

    /// <summary>Native libraries.</summary>
    public IEnumerable<string> Natives => _packages.Values.SelectMany(package => package.Natives);

    /// <summary>The version that was chosen.</summary>
    public string VersionOf(string id) => _packages.TryGetValue(id, out var package) ? package.Version : "";

    /// <summary>Reads the file; null when a package that it names is no longer there.</summary>
    public static Restored? Read(string assetsFile, string runtime)
    {
        var assets = JsonNode.Parse(File.ReadAllText(assetsFile))!;
        var folders = assets["packageFolders"]!.AsObject().Select(each => each.Key).ToList();
        var target = assets["targets"]!
            .AsObject()
            .First(each => each.Key.EndsWith("/" + runtime, StringComparison.Ordinal))
            .Value!.AsObject();
        var restored = new Restored();
        foreach (var (key, value) in target)
        {
            var library = value!.AsObject();
            if ((string?)library["type"] != "package")
            {
                continue;
            }
            var path = (string)assets["libraries"]![key]!["path"]!;
            var root = folders.Select(folder => Path.Combine(folder, path)).FirstOrDefault(Directory.Exists);
            if (root is null)
            {
                return null;
            }
            var slash = key.LastIndexOf('/');
            restored._packages[key[..slash]] = new Package(
                key[(slash + 1)..],
                Files(library["runtime"], root),
                Files(library["native"], root)
            );
        }
        return restored;
    }

    private static List<string> Files(JsonNode? group, string root) =>
        [
            .. (group?.AsObject() ?? [])
                .Select(each => each.Key)
                .Where(file => !file.EndsWith("/_._", StringComparison.Ordinal))
                .Select(file => Path.Combine(root, file)),
        ];

    private sealed record Package(string Version, List<string> Assemblies, List<string> Natives);
}
