using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Client.Protocols.Control;
using Attune.Studio.Audit;

namespace Attune.Cli.Contracts;

/// <summary>The JSON of every contract: snake case, nulls written, NaN and infinities as texts.</summary>
[JsonSerializable(typeof(JobContract))]
[JsonSerializable(typeof(IReadOnlyList<JobContract>))]
[JsonSerializable(typeof(TrialContract))]
[JsonSerializable(typeof(IReadOnlyList<TrialContract>))]
[JsonSerializable(typeof(StudioContract))]
[JsonSerializable(typeof(VerdictContract))]
[JsonSerializable(typeof(ValidationContract))]
[JsonSerializable(typeof(DownloadContract))]
[JsonSerializable(typeof(ReportContract))]
[JsonSerializable(typeof(ExplanationContract))]
[JsonSerializable(typeof(DeletedContract))]
[JsonSerializable(typeof(SteeredResponse))]
[JsonSerializable(typeof(ReplayContract))]
[JsonSerializable(typeof(InvitationResponse))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(IReadOnlyList<UserResponse>))]
[JsonSerializable(typeof(IReadOnlyList<SessionResponse>))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(IReadOnlyList<TokenResponse>))]
[JsonSerializable(typeof(IReadOnlyList<AuditEntry>))]
[JsonSerializable(typeof(AuditVerdictContract))]
[JsonSerializable(typeof(IReadOnlyList<ModelContract>))]
[JsonSerializable(typeof(ModelVersionContract))]
[JsonSerializable(typeof(IReadOnlyList<ModelVersionContract>))]
[JsonSerializable(typeof(ModelDownloadContract))]
[JsonSerializable(typeof(ModelDeletedContract))]
[JsonSerializable(typeof(WorkspaceContract))]
[JsonSerializable(typeof(IReadOnlyList<WorkspaceContract>))]
[JsonSerializable(typeof(WorkspaceConfig))]
[JsonSerializable(typeof(ComputeContract))]
[JsonSerializable(typeof(IReadOnlyList<ComputeContract>))]
[JsonSerializable(typeof(CertificateContract))]
[JsonSerializable(typeof(ProfileContract))]
[JsonSerializable(typeof(IReadOnlyList<ProfileContract>))]
[JsonSerializable(typeof(IReadOnlyList<KernelContract>))]
internal sealed partial class ContractJson : JsonSerializerContext
{
    private static readonly Lazy<ContractJson> Made = new(() =>
        new ContractJson(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
                WriteIndented = true,
                // For reading by people too: letters of any alphabet as they are.
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        )
    );

    /// <summary>The context with its settings.</summary>
    public static ContractJson Readable => Made.Value;
}
