using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Jobs;

namespace Attune.Workspace.Catalog;

/// <summary>A job inside another document, in its own dialect.</summary>
internal sealed class JobText : JsonConverter<Job>
{
    public override Job Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<Job>(ref reader, JobJson.Options)
        ?? throw new JsonException("A job is missing.");

    public override void Write(Utf8JsonWriter writer, Job value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, JobJson.Options);
}
