using System.Globalization;

namespace Attune.Workspace.JobFiles.Yaml;

/// <summary>Paths such as <c>search_space.lr.values[0]</c> into a document.</summary>
internal static class NodePath
{
    /// <summary>The path of a key below a path.</summary>
    public static string Of(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>The path of an element below a path.</summary>
    public static string Of(string path, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>The node at a path, or the nearest one above it.</summary>
    /// <param name="root">The document.</param>
    /// <param name="path">The path; keys may hold dots and brackets themselves.</param>
    /// <param name="whole">Whether all of the path was found.</param>
    /// <param name="where">The place of the key or element that leads to the node.</param>
    public static YamlNode Nearest(YamlNode root, string path, out bool whole, out SourcePosition where)
    {
        var node = root;
        var rest = path.AsSpan();
        where = root.Where;
        while (rest.Length > 0)
        {
            rest = rest[0] == '.' ? rest[1..] : rest;
            if (node is YamlMap map && Longest(map, rest) is { } entry)
            {
                (node, where) = (entry.Value, entry.KeyWhere);
                rest = rest[entry.Key.Length..];
            }
            else if (
                node is YamlList list
                && rest is ['[', ..]
                && rest.IndexOf(']') is > 0 and var close
                && int.TryParse(
                    rest[1..close],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var index
                )
                && index < list.Items.Count
            )
            {
                node = list.Items[index];
                where = node.Where;
                rest = rest[(close + 1)..];
            }
            else
            {
                break;
            }
        }
        whole = rest.Length == 0;
        return node;
    }

    private static YamlEntry? Longest(YamlMap map, ReadOnlySpan<char> rest)
    {
        YamlEntry? longest = null;
        foreach (var entry in map.Entries)
        {
            var fits =
                entry.Key.Length > (longest?.Key.Length ?? 0)
                && rest.StartsWith(entry.Key, StringComparison.Ordinal)
                && (rest.Length == entry.Key.Length || rest[entry.Key.Length] is '.' or '[');
            longest = fits ? entry : longest;
        }
        return longest;
    }
}
