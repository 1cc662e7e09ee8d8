namespace Attune.Client.Protocols.Control;

/// <summary>Registers a model's files that lie on the host's own machine, or that a source names.</summary>
/// <param name="Name">The registered model's name; it is made when there is none.</param>
/// <param name="Path">An absolute path, or a source such as <c>azureml://jobs/JOB/outputs/artifacts/paths/PATH</c>.</param>
/// <param name="Workspace">The workspace that the model belongs to.</param>
/// <param name="Version">The version; null for the next one.</param>
/// <param name="Type"><c>custom_model</c>, <c>mlflow_model</c> or <c>triton_model</c>; null to look at the files.</param>
/// <param name="Description">What people say about it.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record RegisterModelRequest(
    string? Name,
    string? Path,
    string? Workspace,
    int? Version = null,
    string? Type = null,
    string? Description = null,
    IReadOnlyDictionary<string, string>? Tags = null
);

/// <summary>A version that was registered, or a model or version that was deleted.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">The version; null when the whole model is meant.</param>
internal sealed record ModelResponse(string Name, int? Version);
