using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Attune.Jobs;

/// <summary>The JSON form of jobs: strict, snake_case, and a valid job file itself. Thread-safe.</summary>
public static class JobJson
{
    /// <summary>Unknown and doubled names are refused, <c>type</c> may stand anywhere, enumerations are lower-case words.</summary>
    /// <remarks>By reflection: generated metadata builds a record with init-only members by giving all of them a value, so that a
    /// member absent from the text would lose the initial value that the record declares.</remarks>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>A job as JSON text.</summary>
    public static string Write(Job job) => JsonSerializer.Serialize(job, Options);

    /// <summary>A job from JSON text that <see cref="Write"/> made. People's files are read by the workspace's job-file reader, which explains.</summary>
    /// <exception cref="JsonException">The text is no such job.</exception>
    public static Job Read(string json) =>
        JsonSerializer.Deserialize<Job>(json, Options) ?? throw new JsonException("The job is null.");

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            AllowOutOfOrderMetadataProperties = true,
            IgnoreReadOnlyProperties = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // The text is data, never HTML: letters of any alphabet stay readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
            },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OmitEmpty } },
        };
        options.MakeReadOnly();
        return options;
    }

    // An empty list or map, and a record that says nothing, are what their absence means.
    private static void OmitEmpty(JsonTypeInfo info)
    {
        foreach (var property in info.Properties)
        {
            var type = property.PropertyType;
            if (type.IsGenericType && type.GetGenericTypeDefinition() is var open)
            {
                if (open == typeof(ValueList<>) || open == typeof(ValueMap<>))
                {
                    property.ShouldSerialize = property.IsRequired
                        ? null
                        : (_, value) => value is IEnumerable items && items.GetEnumerator().MoveNext();
                }
            }
            else if (type == typeof(SweepExtensions) || type == typeof(CommandExtensions))
            {
                var nothing = Activator.CreateInstance(type);
                property.ShouldSerialize = (_, value) => !Equals(nothing, value);
            }
        }
    }
}
