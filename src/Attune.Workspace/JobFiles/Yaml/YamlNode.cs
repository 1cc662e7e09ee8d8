namespace Attune.Workspace.JobFiles.Yaml;

/// <summary>A node of a YAML document with its place. Immutable; aliases share the node that they name.</summary>
internal abstract class YamlNode(SourcePosition where)
{
    public SourcePosition Where { get; } = where;

    /// <summary>Nodes in it, itself included, with every alias written out.</summary>
    public abstract int Weight { get; }

    /// <summary>Levels below it.</summary>
    public abstract int Height { get; }
}

/// <summary>A scalar as written.</summary>
/// <param name="text">Its text, quotes and folding undone.</param>
/// <param name="isPlain">Whether it stands without quotes, so that it may be a number, a boolean or null.</param>
/// <param name="where">Its first character.</param>
/// <param name="end">Index in the document of the character after its last; 0 when it is not of the document.</param>
internal sealed class YamlScalar(string text, bool isPlain, SourcePosition where, int end = 0)
    : YamlNode(where)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = isPlain;

    public int End { get; } = end;

    public ScalarType Type { get; } = isPlain ? ScalarTypes.Of(text) : ScalarType.Text;

    public override int Weight => 1;

    public override int Height => 0;
}

/// <summary>A list.</summary>
internal sealed class YamlList(IReadOnlyList<YamlNode> items, SourcePosition where) : YamlNode(where)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override int Weight { get; } = 1 + items.Sum(item => item.Weight);

    public override int Height { get; } = items.Count == 0 ? 0 : 1 + items.Max(item => item.Height);
}

/// <summary>A map; its keys are different.</summary>
internal sealed class YamlMap(IReadOnlyList<YamlEntry> entries, SourcePosition where) : YamlNode(where)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override int Weight { get; } = 1 + entries.Sum(entry => 1 + entry.Value.Weight);

    public override int Height { get; } =
        entries.Count == 0 ? 0 : 1 + entries.Max(entry => entry.Value.Height);

    public YamlEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    public IEnumerable<string> Keys => Entries.Select(entry => entry.Key);
}

/// <summary>A key with its value.</summary>
internal sealed record YamlEntry(string Key, SourcePosition KeyWhere, YamlNode Value);
