using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>A combination that is never tried: an assignment is forbidden when every parameter named here has one of its listed values.</summary>
/// <param name="Where">The parameters with their values; at least one.</param>
[JsonConverter(typeof(ForbiddenCombinationJson))]
public sealed record ForbiddenCombination(ValueList<ForbiddenValues> Where);

/// <summary>Values of one parameter in a <see cref="ForbiddenCombination"/>.</summary>
/// <param name="Path">The parameter's path.</param>
/// <param name="Values">Its values; at least one.</param>
public sealed record ForbiddenValues(string Path, ValueList<ParameterValue> Values);

/// <summary>A forbidden combination as JSON: an object of paths with a value or a list of values.</summary>
internal sealed class ForbiddenCombinationJson : JsonConverter<ForbiddenCombination>
{
    public override ForbiddenCombination Read(
        ref Utf8JsonReader reader,
        Type type,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object of parameters and values was expected.");
        }
        var where = new List<ForbiddenValues>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var path = reader.GetString()!;
            reader.Read();
            where.Add(
                new ForbiddenValues(
                    path,
                    reader.TokenType == JsonTokenType.StartArray
                        ? JsonSerializer.Deserialize(ref reader, options.Info<ValueList<ParameterValue>>())
                        : [JsonSerializer.Deserialize(ref reader, options.Info<ParameterValue>())]
                )
            );
        }
        return new ForbiddenCombination(ValueList.From(where));
    }

    public override void Write(
        Utf8JsonWriter writer,
        ForbiddenCombination value,
        JsonSerializerOptions options
    )
    {
        writer.WriteStartObject();
        foreach (var (path, values) in value.Where)
        {
            writer.WritePropertyName(path);
            JsonSerializer.Serialize(writer, values, options.Info<ValueList<ParameterValue>>());
        }
        writer.WriteEndObject();
    }
}
