using Attune.Workspace.JobFiles.Binding;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles;

/// <summary>A document of Azure Machine Learning that is no job which is run here: what it is, how that is seen, and what to do instead.</summary>
/// <param name="What">What it is, for a sentence.</param>
/// <param name="Path">The key that says so; empty when it is the document as a whole.</param>
/// <param name="Where">The place of that key or of its value.</param>
/// <param name="Hint">What to do; null when nothing is to be done.</param>
internal sealed record OtherKind(string What, string Path, SourcePosition Where, string? Hint)
{
    private const string Pipeline = "a pipeline job";

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pipeline"] = Pipeline,
        ["automl"] = "an automated-ML job",
        ["spark"] = "a Spark job",
        ["parallel"] = "a parallel job",
        ["import"] = "an import job",
        ["finetuning"] = "a fine-tuning job",
        ["amlcompute"] = "a compute cluster",
        ["computeinstance"] = "a compute instance",
        ["virtualmachine"] = "an attached machine",
        ["uri_file"] = "a data asset",
        ["uri_folder"] = "a data asset",
        ["mltable"] = "a data asset",
        ["custom_model"] = "a model",
        ["mlflow_model"] = "a model",
        ["triton_model"] = "a model",
        ["Microsoft.MachineLearningServices/workspaces/jobs"] = "an answer of Azure's REST interface",
    };

    /// <summary>What else a document is; null when it may be a job of a kind that is run here.</summary>
    public static OtherKind? Of(YamlMap map, YamlEntry? type) =>
        ByType(map, type) ?? Component(map, type) ?? (type is null ? ByKey(map) ?? BySchema(map) : null);

    private static OtherKind? ByType(YamlMap map, YamlEntry? type) =>
        type?.Value is YamlScalar scalar && Types.TryGetValue(scalar.Text, out var what)
            ? new(
                what,
                "type",
                scalar.Where,
                what == Pipeline ? Steps(map)
                    : what.EndsWith("job", StringComparison.Ordinal)
                        ? "write what it is to run as a job of type sweep or command"
                    : null
            )
            : null;

    // A component has the type of the job that it becomes, and declares inputs where a job gives them values.
    private static OtherKind? Component(YamlMap map, YamlEntry? type)
    {
        if (type?.Value is YamlScalar { Text: var written } && Words.Match(written, ["sweep"]) is not null)
        {
            return null;
        }
        const string Hint =
            "write a job with the component's command, code and environment, and give each input a value";
        return Schema(map) is { } schema
            && schema.Name.EndsWith("Component", StringComparison.OrdinalIgnoreCase)
                ? new(
                    $"no job but, by its $schema, a component ({schema.Name})",
                    "$schema",
                    schema.Where,
                    Hint
                )
            : Sign(map) is { } sign
                ? new($"no job but, by its key '{sign.Key}', a component", sign.Key, sign.KeyWhere, Hint)
            : null;
    }

    private static YamlEntry? Sign(YamlMap map) =>
        map.Find("command") is null && map.Find("type") is null
            ? null
            : map.Find("is_deterministic") ?? map.Find("version");

    private static OtherKind? ByKey(YamlMap map) =>
        map.Find("component") is { } component
            ? new(
                "a job that names a component",
                component.Key,
                component.KeyWhere,
                "write the component's command, code and environment into the job"
            )
        : map.Find("jobs") is { } jobs ? new(Pipeline, jobs.Key, jobs.KeyWhere, Steps(map))
        : null;

    private static OtherKind? BySchema(YamlMap map) =>
        Schema(map) is { } schema && Words.Match(schema.Name, ["sweepJob", "commandJob"]) is null
            ? new($"no job but, by its $schema, of the kind {schema.Name}", "$schema", schema.Where, null)
            : null;

    private static (string Name, SourcePosition Where)? Schema(YamlMap map)
    {
        if (map.Find("$schema")?.Value is not YamlScalar schema)
        {
            return null;
        }
        var file = schema.Text.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        var name = file.Split('.')[0];
        return name.Length == 0 ? null : (Words.Quoted(name), schema.Where);
    }

    private static string Steps(YamlMap map)
    {
        var sweeps = map.Find("jobs")?.Value is YamlMap steps
            ? steps.Entries.Where(IsSweep).Select(step => $"'{Words.Quoted(step.Key)}'").ToList()
            : [];
        return sweeps.Count > 0
            ? $"write its sweep {string.Join(", ", sweeps)} as a job file of its own, with the command, code and environment of the trial"
            : "write each of its steps as a job file of its own";
    }

    private static bool IsSweep(YamlEntry step) =>
        step.Value is YamlMap map
        && map.Find("type")?.Value is YamlScalar type
        && Words.Match(type.Text, ["sweep"]) is not null;
}
