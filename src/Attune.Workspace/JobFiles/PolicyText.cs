using System.Text.Json;
using Attune.EarlyTermination;
using Attune.Jobs;
using Attune.Jobs.Shapes;
using Attune.Workspace.JobFiles.Binding;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles;

/// <summary>Reads an early-termination policy by itself, in the words of a job file. Thread-safe.</summary>
public static class PolicyText
{
    /// <summary>Reads YAML (or JSON): the policy, or a document with it under <c>early_termination</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in problems.</param>
    /// <returns>The policy, null with errors; and every problem.</returns>
    public static (EarlyTerminationPolicy? Policy, IReadOnlyList<Problem> Problems) Read(
        string text,
        string name
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new List<Problem>();
        if (YamlReader.Read(text, name, problems) is not { } document)
        {
            return (null, problems);
        }
        var node =
            (document as YamlMap)?.Entries.FirstOrDefault(entry => entry.Key == Key)?.Value ?? document;
        var json = new JobBinder(problems).Bind(Shape, node, Key);
        if (json is null || problems.Exists(problem => problem.Severity == Severity.Error))
        {
            return (null, problems);
        }
        var policy = JsonSerializer.Deserialize<EarlyTerminationPolicy>(json, JobJson.Options)!;
        problems.AddRange(policy.Validate(Key));
        return (problems.Exists(problem => problem.Severity == Severity.Error) ? null : policy, problems);
    }

    private const string Key = "early_termination";

    private static JobShape Shape => JobShapes.Of(typeof(EarlyTerminationPolicy));
}
