using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles.Binding;

/// <summary>Words for nodes, and names compared as job files write them.</summary>
internal static class Words
{
    private const int MostQuoted = 40;

    /// <summary>A node in a sentence: <c>a list</c>, <c>the text 'abc'</c>.</summary>
    public static string Of(YamlNode node) =>
        node switch
        {
            YamlMap => "a map",
            YamlList => "a list",
            YamlScalar { Type: ScalarType.Null } => "nothing",
            YamlScalar { Type: ScalarType.Flag } scalar => $"the boolean {scalar.Text}",
            YamlScalar { Type: ScalarType.Integer or ScalarType.Number } scalar =>
                $"the number {Quoted(scalar.Text)}",
            YamlScalar scalar => $"the text '{Quoted(scalar.Text)}'",
            _ => "this",
        };

    /// <summary>A text short enough for a sentence, on one line.</summary>
    public static string Quoted(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= MostQuoted ? line : string.Concat(line.AsSpan(0, MostQuoted), "…");
    }

    /// <summary>The name that is meant, whatever its letter case and whether its words are joined by '_', '-' or nothing; or null.</summary>
    public static string? Match(string written, IEnumerable<string> names) =>
        names.FirstOrDefault(name =>
            string.Equals(Plain(name), Plain(written), StringComparison.OrdinalIgnoreCase)
        );

    private static string Plain(string name) =>
        name.Trim().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
