using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Jobs;

/// <summary>A part of a job file that Attune keeps as it stands and does not look into, as JSON text; JSON is YAML too.</summary>
/// <param name="Json">The text; one JSON value.</param>
[JsonConverter(typeof(FreeFormJson))]
public readonly record struct FreeForm(string Json)
{
    /// <summary>The JSON text.</summary>
    public override string ToString() => Json ?? "null";
}

/// <summary>Writes a <see cref="FreeForm"/> as the value that its text holds.</summary>
internal sealed class FreeFormJson : JsonConverter<FreeForm>
{
    public override FreeForm Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new FreeForm(JsonSerializer.Serialize(document.RootElement, options));
    }

    public override void Write(Utf8JsonWriter writer, FreeForm value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString());
}
