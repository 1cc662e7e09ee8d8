using System.Text.Json.Serialization;

namespace Attune.Client.Protocols.MLflow;

/// <summary>The body of every refusal.</summary>
internal sealed record ErrorResponse(string ErrorCode, string Message);

/// <summary>The answer of calls that return nothing.</summary>
internal sealed record EmptyResponse
{
    public static EmptyResponse Instance { get; } = new();
}

/// <summary>The protocol's JSON: snake case, absent means default, numbers also as texts, NaN and infinities as texts, unknown members passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
        | JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(EmptyResponse))]
[JsonSerializable(typeof(CreateRunRequest))]
[JsonSerializable(typeof(UpdateRunRequest))]
[JsonSerializable(typeof(RunIdRequest))]
[JsonSerializable(typeof(KeyValueRequest))]
[JsonSerializable(typeof(LogBatchRequest))]
[JsonSerializable(typeof(LogModelRequest))]
[JsonSerializable(typeof(LogInputsRequest))]
[JsonSerializable(typeof(LogOutputsRequest))]
[JsonSerializable(typeof(SearchRunsRequest))]
[JsonSerializable(typeof(RunResponse))]
[JsonSerializable(typeof(RunInfoResponse))]
[JsonSerializable(typeof(SearchRunsResponse))]
[JsonSerializable(typeof(MetricsResponse))]
[JsonSerializable(typeof(CreateExperimentRequest))]
[JsonSerializable(typeof(ExperimentRequest))]
[JsonSerializable(typeof(SearchExperimentsRequest))]
[JsonSerializable(typeof(SearchDatasetsRequest))]
[JsonSerializable(typeof(DatasetsResponse))]
[JsonSerializable(typeof(ExperimentIdResponse))]
[JsonSerializable(typeof(ExperimentResponse))]
[JsonSerializable(typeof(ExperimentsResponse))]
[JsonSerializable(typeof(ArtifactsResponse))]
[JsonSerializable(typeof(LoggedModel))]
[JsonSerializable(typeof(LoggedModelRequest))]
[JsonSerializable(typeof(SearchLoggedModelsRequest))]
[JsonSerializable(typeof(LoggedModelResponse))]
[JsonSerializable(typeof(LoggedModelsResponse))]
[JsonSerializable(typeof(LoggedModelSources))]
[JsonSerializable(typeof(RegistryRequest))]
[JsonSerializable(typeof(RegisteredModelResponse))]
[JsonSerializable(typeof(RegisteredModelsResponse))]
[JsonSerializable(typeof(ModelVersionResponse))]
[JsonSerializable(typeof(ModelVersionsResponse))]
[JsonSerializable(typeof(DownloadUriResponse))]
[JsonSerializable(typeof(UploadRequest))]
[JsonSerializable(typeof(UploadResponse))]
[JsonSerializable(typeof(RunInputs))]
[JsonSerializable(typeof(RunOutputs))]
internal sealed partial class MLflowJson : JsonSerializerContext;
