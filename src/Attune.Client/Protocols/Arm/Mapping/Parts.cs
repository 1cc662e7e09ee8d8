using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Jobs;

namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>Parts of a job as a job file writes them, for what the protocol has no words for.</summary>
internal static class Parts
{
    public static JsonNode Write<T>(T part) => JsonSerializer.SerializeToNode(part, JobJson.Options)!;

    /// <summary>The part; null when it is none, which has then been said.</summary>
    public static T? Read<T>(JsonNode node, string path, List<Problem> problems)
        where T : class
    {
        try
        {
            return node.Deserialize<T>(JobJson.Options) ?? throw new JsonException("Nothing stands here.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            problems.Add(
                new Problem(
                    Below(path, (error as JsonException)?.Path),
                    $"This is no {typeof(T).Name} as a job file writes one."
                )
            );
            return null;
        }
    }

    /// <summary>A path of JSON below one of ours.</summary>
    public static string Below(string path, string? json)
    {
        var rest = (json ?? "").TrimStart('$');
        return path.Length == 0 ? rest.TrimStart('.') : path + rest;
    }

    public static Dictionary<string, T>? OrNull<T>(this IEnumerable<KeyValuePair<string, T>> entries)
    {
        var all = new Dictionary<string, T>(entries, StringComparer.Ordinal);
        return all.Count == 0 ? null : all;
    }

    public static ValueMap<T> Map<T>(Dictionary<string, T>? entries) =>
        entries is null ? default : new ValueMap<T>(entries);

    /// <summary>A required text; a placeholder when it is missing, which has then been said.</summary>
    public static string Require(string? text, string path, List<Problem> problems)
    {
        if (!string.IsNullOrEmpty(text))
        {
            return text;
        }
        problems.Add(new Problem(path, $"'{path.Split('.')[^1]}' is missing."));
        return "";
    }
}
