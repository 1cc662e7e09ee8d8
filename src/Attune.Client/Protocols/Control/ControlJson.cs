using System.Text.Json.Serialization;

namespace Attune.Client.Protocols.Control;

/// <summary>The JSON of the local command's door: snake case, absent means default.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(SubmitResponse))]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(ArchiveRequest))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(RegisterModelRequest))]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(RefusalResponse))]
internal sealed partial class ControlJson : JsonSerializerContext;
