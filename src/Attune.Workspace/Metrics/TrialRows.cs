using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Storage.Runs;

namespace Attune.Workspace.Metrics;

/// <summary>The row of a trial among the runs, as tracking clients see it.</summary>
public static class TrialRows
{
    /// <summary>The tag that holds a trial's assignment, as a JSON object of texts.</summary>
    public const string HyperparametersTag = "hyperparameters";

    /// <summary>The row of a trial that is about to run, with its first tags. To be created when it is not there.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="home">The home folder; places inside it are kept relative to it, so that the home can be moved.</param>
    /// <param name="startedAt">Milliseconds since 1970 UTC.</param>
    public static (RunRecord Row, IReadOnlyList<NamedText> Tags) Of(
        TrialRun trial,
        string home,
        long startedAt
    )
    {
        var name = trial.DisplayName ?? trial.Run;
        var row = new RunRecord
        {
            Run = trial.Run,
            Experiment = trial.ExperimentId,
            Name = name,
            User = Environment.UserName,
            StartedAt = startedAt,
            ArtifactLocation = Relative(home, trial.Artifacts),
        };
        var assignment = JsonSerializer.Serialize(
            new Dictionary<string, string>(trial.Parameters),
            HyperparametersJson.Default.DictionaryStringString
        );
        NamedText[] tags =
        [
            new("mlflow.runName", name),
            new("mlflow.user", Environment.UserName),
            new("mlflow.source.type", "JOB"),
            new(HyperparametersTag, assignment),
        ];
        return (row, tags);
    }

    /// <summary>A place as it is kept: relative to the home when it lies inside.</summary>
    public static string Relative(string home, string place)
    {
        var relative = Path.GetRelativePath(home, place);
        return relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) ? place : relative;
    }

    /// <summary>The assignment in a tag; empty when it is none.</summary>
    public static IReadOnlyDictionary<string, string> ReadHyperparameters(string? tag)
    {
        try
        {
            return JsonSerializer.Deserialize(tag ?? "{}", HyperparametersJson.Default.DictionaryStringString)
                ?? [];
        }
        catch (JsonException)
        {
            return new Dictionary<string, string>(); // a script may set a tag of that name
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class HyperparametersJson : JsonSerializerContext;
