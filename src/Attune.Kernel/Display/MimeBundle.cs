using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attune.Kernel.Display;

/// <summary>A value as a front end shows it: the same thing in one or several forms, of which it takes the richest that it can draw.</summary>
public sealed class MimeBundle
{
    private readonly SortedDictionary<string, string> _forms = new(StringComparer.Ordinal);

    /// <summary>A value in several forms.</summary>
    /// <param name="forms">Text by MIME type; pictures in base64, JSON as text.</param>
    public MimeBundle(IEnumerable<KeyValuePair<string, string>> forms)
    {
        ArgumentNullException.ThrowIfNull(forms);
        foreach (var (type, text) in forms)
        {
            _forms[type] = text;
        }
    }

    /// <summary>A value in one form.</summary>
    /// <param name="mimeType">Its MIME type.</param>
    /// <param name="text">Its text.</param>
    public MimeBundle(string mimeType, string text)
        : this([new(mimeType, text)]) { }

    /// <summary>Text by MIME type.</summary>
    public IReadOnlyDictionary<string, string> Forms => _forms;

    /// <inheritdoc/>
    public override string ToString() =>
        _forms.TryGetValue("text/plain", out var plain) ? plain : _forms.Values.FirstOrDefault("");

    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (type, text) in _forms)
        {
            json[type] = IsJson(type) ? Parse(text) : text;
        }
        return json;
    }

    private static bool IsJson(string type) =>
        type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
