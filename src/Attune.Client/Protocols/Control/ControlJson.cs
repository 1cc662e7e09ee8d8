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
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(UsersResponse))]
[JsonSerializable(typeof(InvitationResponse))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(TokensResponse))]
[JsonSerializable(typeof(NothingResponse))]
[JsonSerializable(typeof(SignInCodeResponse))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(AddTrialRequest))]
[JsonSerializable(typeof(HideRequest))]
[JsonSerializable(typeof(NoteRequest))]
[JsonSerializable(typeof(SteeredResponse))]
internal sealed partial class ControlJson : JsonSerializerContext;
