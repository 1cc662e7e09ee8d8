using System.Text.Json.Serialization;

namespace Attune.Client.Protocols.Arm;

/// <summary>The JSON of the resource protocol: camel case, absent means not said, unknown members passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(Resource<JobProperties>))]
[JsonSerializable(typeof(ResourcePage<Resource<JobProperties>>))]
[JsonSerializable(typeof(Resource<WorkspaceProperties>))]
[JsonSerializable(typeof(ResourcePage<Resource<WorkspaceProperties>>))]
[JsonSerializable(typeof(Resource<ComputeProperties>))]
[JsonSerializable(typeof(ResourcePage<Resource<ComputeProperties>>))]
[JsonSerializable(typeof(ComputeNodes))]
[JsonSerializable(typeof(Resource<AssetProperties>))]
[JsonSerializable(typeof(ResourcePage<Resource<AssetProperties>>))]
[JsonSerializable(typeof(Resource<DatastoreProperties>))]
[JsonSerializable(typeof(ResourcePage<Resource<DatastoreProperties>>))]
[JsonSerializable(typeof(DatastoreSecrets))]
[JsonSerializable(typeof(VirtualMachineSizes))]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(ArmErrorResponse))]
[JsonSerializable(typeof(OperationStatus))]
internal sealed partial class ArmJson : JsonSerializerContext;
