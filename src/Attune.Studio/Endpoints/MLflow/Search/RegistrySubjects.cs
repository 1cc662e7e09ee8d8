using System.Globalization;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.MLflow.Search;

/// <summary>A registered model as filters see it.</summary>
internal sealed class RegisteredModelSubject(RegisteredModel model) : ISearchSubject
{
    // Clients of MLflow 3 ask for all that is no prompt; here nothing is one.
    public const string PromptTag = "mlflow.prompt.is_prompt";

    public double? Number(SearchKey key) =>
        (key.Name == "creation_timestamp" ? model.CreatedAt : model.UpdatedAt).ToUnixTimeMilliseconds();

    public IEnumerable<string> Texts(SearchKey key) =>
        key.Kind == KeyKind.Tag ? TagOf(model.Tags, key.Name) : [model.Name];

    /// <summary>The value of a tag.</summary>
    public static IEnumerable<string> TagOf(IReadOnlyDictionary<string, string> tags, string name) =>
        tags.TryGetValue(name, out var value) ? [value]
        : name == PromptTag ? ["false"]
        : [];
}

/// <summary>A version as filters see it.</summary>
internal sealed class ModelVersionSubject(ModelVersion version) : ISearchSubject
{
    public double? Number(SearchKey key) =>
        key.Name switch
        {
            "version_number" => version.Version,
            "creation_timestamp" => version.CreatedAt.ToUnixTimeMilliseconds(),
            _ => version.UpdatedAt.ToUnixTimeMilliseconds(),
        };

    public IEnumerable<string> Texts(SearchKey key) =>
        key.Kind == KeyKind.Tag ? RegisteredModelSubject.TagOf(version.Tags, key.Name)
        : Value(key.Name) is { } value ? [value]
        : [];

    private string? Value(string name) =>
        name switch
        {
            "name" => version.Name,
            "version" => version.Version.ToString(CultureInfo.InvariantCulture),
            "run_id" => version.Run,
            "source_path" => version.Source,
            "current_stage" => version.Stage.ToString(),
            _ => version.LoggedModel,
        };
}
