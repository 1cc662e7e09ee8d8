using System.Text.Json.Nodes;

namespace Attune.Cli.Contracts;

/// <summary>A contract as rows of texts, for <c>-o csv</c> and <c>-o tsv</c>: nested members get columns of their own, <c>parameters.lr</c>.</summary>
internal static class Rows
{
    /// <summary>Writes the rows with a line of names.</summary>
    /// <param name="contract">An object, or an array of objects.</param>
    /// <param name="separator">A comma or a tab.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(JsonNode? contract, char separator, TextWriter writer)
    {
        var rows = (contract as JsonArray ?? [contract?.DeepClone()])
            .Select(row =>
            {
                var cells = new Dictionary<string, string>(StringComparer.Ordinal);
                Flatten("", row, cells);
                return cells;
            })
            .ToList();
        var names = rows.SelectMany(row => row.Keys).Distinct(StringComparer.Ordinal).ToList();
        // A member that is an object in one row and null in another has columns of its own already.
        names.RemoveAll(name => names.Any(other => other.StartsWith(name + ".", StringComparison.Ordinal)));
        if (names.Count == 0)
        {
            return;
        }
        writer.WriteLine(Line(names, separator));
        foreach (var row in rows)
        {
            writer.WriteLine(Line(names.Select(name => row.GetValueOrDefault(name, "")), separator));
        }
    }

    private static void Flatten(string path, JsonNode? node, Dictionary<string, string> cells)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    Flatten(path.Length == 0 ? name : $"{path}.{name}", value, cells);
                }
                break;
            case JsonArray list:
                cells[path] = list.ToJsonString();
                break;
            default:
                cells[path] = node is null ? "" : node.ToString();
                break;
        }
    }

    private static string Line(IEnumerable<string> cells, char separator) =>
        string.Join(separator, cells.Select(cell => separator == '\t' ? Tabbed(cell) : Quoted(cell)));

    // RFC 4180.
    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? cell
            : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // Tab-separated values have no quotes: what would break a line is written as an escape.
    private static string Tabbed(string cell) =>
        cell.Replace("\\", @"\\", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);
}
