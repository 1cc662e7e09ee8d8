using System.Text.Json.Serialization;

namespace Attune.Client.Protocols.Control;

/// <summary>The JSON of the local command's door: snake case, absent means default.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
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
[JsonSerializable(typeof(SessionsResponse))]
[JsonSerializable(typeof(NothingResponse))]
[JsonSerializable(typeof(SignInCodeResponse))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(AddTrialRequest))]
[JsonSerializable(typeof(HideRequest))]
[JsonSerializable(typeof(NoteRequest))]
[JsonSerializable(typeof(SteeredResponse))]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(CheckResponse))]
[JsonSerializable(typeof(HomeResponse))]
[JsonSerializable(typeof(DocumentRecord))]
[JsonSerializable(typeof(DocumentsResponse))]
[JsonSerializable(typeof(StudyResponse))]
[JsonSerializable(typeof(PointsResponse))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginResponse))]
internal sealed partial class ControlJson : JsonSerializerContext;
