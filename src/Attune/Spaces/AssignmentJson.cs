using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>An assignment as one JSON object of paths and scalars, in order.</summary>
internal sealed class AssignmentJson : JsonConverter<Assignment>
{
    public override Assignment Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An assignment is an object of names and values.");
        }
        var names = new List<string>();
        var values = new List<ParameterValue>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(reader.GetString()!);
            reader.Read();
            values.Add(JsonSerializer.Deserialize(ref reader, options.Info<ParameterValue>()));
        }
        return new Assignment([.. names], [.. values]);
    }

    public override void Write(Utf8JsonWriter writer, Assignment value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        for (var i = 0; i < value.Names.Count; i++)
        {
            writer.WritePropertyName(value.Names[i]);
            ParameterValueJson.WriteScalar(writer, value.Values[i]);
        }
        writer.WriteEndObject();
    }
}
