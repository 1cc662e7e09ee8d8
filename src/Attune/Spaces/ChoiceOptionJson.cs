using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Attune.Spaces;

/// <summary>An option as JSON: a scalar, or an object whose entries are scalars, distributions (objects with <c>type</c>) or plain maps.</summary>
internal sealed class ChoiceOptionJson : JsonConverter<ChoiceOption>
{
    public override ChoiceOption Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartObject
            ? new ChoiceOption(new Branch(NamedDistributionsJson.ReadEntries(ref reader, options)))
            : new ChoiceOption(JsonSerializer.Deserialize(ref reader, options.Info<ParameterValue>()));

    public override void Write(Utf8JsonWriter writer, ChoiceOption value, JsonSerializerOptions options)
    {
        if (value.Branch is { } branch)
        {
            NamedDistributionsJson.WriteEntries(writer, branch.Entries, options);
        }
        else
        {
            JsonSerializer.Serialize(writer, value.Value!.Value, options.Info<ParameterValue>());
        }
    }
}

/// <summary>Named distributions as one JSON object that keeps their order; a constant is written as its value.</summary>
internal sealed class NamedDistributionsJson : JsonConverter<ValueList<NamedDistribution>>
{
    public override ValueList<NamedDistribution> Read(
        ref Utf8JsonReader reader,
        Type type,
        JsonSerializerOptions options
    ) => ReadEntries(ref reader, options);

    public override void Write(
        Utf8JsonWriter writer,
        ValueList<NamedDistribution> value,
        JsonSerializerOptions options
    ) => WriteEntries(writer, value, options);

    internal static ValueList<NamedDistribution> ReadEntries(
        ref Utf8JsonReader reader,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object of names and distributions was expected.");
        }
        var entries = new List<NamedDistribution>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            entries.Add(new NamedDistribution(name, ReadEntry(ref reader, options)));
        }
        return ValueList.From(entries);
    }

    internal static void WriteEntries(
        Utf8JsonWriter writer,
        ValueList<NamedDistribution> entries,
        JsonSerializerOptions options
    )
    {
        writer.WriteStartObject();
        foreach (var (name, distribution) in entries)
        {
            writer.WritePropertyName(name);
            if (distribution is Constant constant)
            {
                JsonSerializer.Serialize(writer, constant.Value, options.Info<ParameterValue>());
            }
            else
            {
                JsonSerializer.Serialize(writer, distribution, options.Info<Distribution>());
            }
        }
        writer.WriteEndObject();
    }

    private static Distribution ReadEntry(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new Constant
            {
                Value = JsonSerializer.Deserialize(ref reader, options.Info<ParameterValue>()),
            };
        }
        return HasType(reader)
            ? JsonSerializer.Deserialize(ref reader, options.Info<Distribution>())!
            : new Choice { Options = [new Branch(ReadEntries(ref reader, options))] };
    }

    // Takes a copy of the reader: looking ahead moves nothing.
    private static bool HasType(Utf8JsonReader ahead)
    {
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            if (ahead.ValueTextEquals("type"u8))
            {
                return true;
            }
            ahead.Skip();
        }
        return false;
    }
}

internal static class JsonInfo
{
    /// <summary>The metadata of a type under these options, generated or by reflection.</summary>
    public static JsonTypeInfo<T> Info<T>(this JsonSerializerOptions options) =>
        (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
