using System.Text.Json.Nodes;

namespace Attune.Kernel.Messages;

/// <summary>Members of a message's content; a member of another kind than expected counts as absent.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static bool Flag(this JsonObject json, string name, bool otherwise = false) =>
        json[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : otherwise;

    public static int? Number(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;
}
