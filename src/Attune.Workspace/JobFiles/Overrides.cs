using System.Globalization;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles;

/// <summary>Puts <c>--set key=value</c> into a document. A value that starts with a bracket, brace or quote is YAML (lists and maps too),
/// any other one a single value.</summary>
internal static class Overrides
{
    /// <summary>The document with the overrides in it; those that cannot be put in are explained.</summary>
    public static YamlNode Apply(YamlNode root, IReadOnlyList<string> overrides, List<Problem> problems) =>
        overrides.Aggregate(root, (document, each) => Apply(document, each, problems));

    private static YamlNode Apply(YamlNode root, string written, List<Problem> problems)
    {
        var equals = written.IndexOf('=', StringComparison.Ordinal);
        var key = equals < 0 ? written : written[..equals].Trim();
        var where = new SourcePosition($"--set {key}", 1, 1);
        if (equals < 1 || Steps(key) is not { } steps)
        {
            problems.Add(
                new Problem(
                    "",
                    $"'--set {written}' is not of the form key=value.",
                    "write for example --set limits.max_total_trials=20 or --set search_space.lr.values=[0.1,0.2]",
                    Where: where
                )
            );
            return root;
        }
        if (Value(written[(equals + 1)..], where, problems) is not { } value)
        {
            return root;
        }
        if (Put(root, steps.ToArray(), value, where) is { } changed)
        {
            return changed;
        }
        problems.Add(
            new Problem(
                key,
                "There is no such place to set: a list has no element of that number, or a single value stands in the way.",
                Where: where
            )
        );
        return root;
    }

    private static YamlNode? Value(string text, SourcePosition where, List<Problem> problems)
    {
        if (text.TrimStart() is not ['[' or '{' or '"' or '\'', ..])
        {
            return new YamlScalar(text, isPlain: true, where);
        }
        // Columns count in the value, which is what the user sees after the '='.
        return YamlReader.Read(text, where.File, problems);
    }

    /// <summary>Keys and list indexes; null when the key is malformed. A key with dots goes in quotes: <c>tags."a.b"</c>.</summary>
    private static List<object>? Steps(string key)
    {
        var steps = new List<object>();
        for (var i = 0; i < key.Length; )
        {
            if (key[i] == '[')
            {
                var close = key.IndexOf(']', i);
                if (
                    close < 0
                    || !int.TryParse(
                        key.AsSpan(i + 1, close - i - 1),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var index
                    )
                )
                {
                    return null;
                }
                steps.Add(index);
                i = close + 1;
                continue;
            }
            if (i > 0 && key[i] == '.')
            {
                i++;
            }
            var quoted = i < key.Length && key[i] == '"';
            var end =
                quoted ? key.IndexOf('"', i + 1)
                : key.AsSpan(i).IndexOfAny('.', '[') is >= 0 and var next ? i + next
                : key.Length;
            var name =
                end < 0 ? ""
                : quoted ? key[(i + 1)..end]
                : key[i..end].Trim();
            if (name.Length == 0)
            {
                return null;
            }
            steps.Add(name);
            i = quoted ? end + 1 : end;
        }
        return steps.Count > 0 && steps.Count <= YamlReader.MostDepth ? steps : null;
    }

    // Copies the way down and shares the rest: aliases of what is changed keep what they stood for.
    private static YamlNode? Put(
        YamlNode? at,
        ReadOnlySpan<object> steps,
        YamlNode value,
        SourcePosition where
    )
    {
        if (steps.Length == 0)
        {
            return value;
        }
        if (steps[0] is int index)
        {
            if (at is not YamlList list || index > list.Items.Count)
            {
                return null;
            }
            var element = Put(index < list.Items.Count ? list.Items[index] : null, steps[1..], value, where);
            return element is null
                ? null
                : new YamlList(
                    [.. list.Items.Take(index), element, .. list.Items.Skip(index + 1)],
                    list.Where
                );
        }
        var key = (string)steps[0];
        if (at is not (null or YamlMap or YamlScalar { Type: ScalarType.Null }))
        {
            return null;
        }
        IReadOnlyList<YamlEntry> entries = at is YamlMap map ? map.Entries : [];
        var old = entries.FirstOrDefault(entry => entry.Key == key);
        if (Put(old?.Value, steps[1..], value, where) is not { } changed)
        {
            return null;
        }
        var entry = new YamlEntry(key, old is null || steps.Length == 1 ? where : old.KeyWhere, changed);
        return new YamlMap(
            old is null
                ? [.. entries, entry]
                : [.. entries.Select(each => ReferenceEquals(each, old) ? entry : each)],
            at?.Where ?? where
        );
    }
}
