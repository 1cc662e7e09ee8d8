using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>A search space as <c>{"parameters": {"lr": {"type": "uniform", …}}, "forbidden": [{"lr": [0.1]}]}</c>.</summary>
internal sealed class SearchSpaceJson : JsonConverter<SearchSpace>
{
    public override SearchSpace Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A search space is an object.");
        }
        ValueList<NamedDistribution> declared = [];
        ValueList<ForbiddenCombination> forbidden = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "parameters":
                    declared = NamedDistributionsJson.ReadEntries(ref reader, options);
                    break;
                case "forbidden":
                    forbidden = JsonSerializer.Deserialize(
                        ref reader,
                        options.Info<ValueList<ForbiddenCombination>>()
                    );
                    break;
                default:
                    throw new JsonException($"A search space has no member '{name}'.");
            }
        }
        return new SearchSpace(declared, forbidden);
    }

    public override void Write(Utf8JsonWriter writer, SearchSpace value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("parameters");
        NamedDistributionsJson.WriteEntries(writer, value.Declared, options);
        if (value.Forbidden.Count > 0)
        {
            writer.WritePropertyName("forbidden");
            JsonSerializer.Serialize(
                writer,
                value.Forbidden,
                options.Info<ValueList<ForbiddenCombination>>()
            );
        }
        writer.WriteEndObject();
    }
}
