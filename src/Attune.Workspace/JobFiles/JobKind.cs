using Attune.Jobs.Shapes;
using Attune.Workspace.JobFiles.Binding;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles;

/// <summary>Which kind of job a document is, and what to say when it is none that is run here.</summary>
/// <param name="Name">The kind's name.</param>
/// <param name="Shape">What the document must look like.</param>
/// <param name="Root">The document without its <c>type</c>, and without <c>$schema</c>, which speaks to editors only.</param>
internal sealed record JobKind(string Name, ObjectShape Shape, YamlMap Root)
{
    private static readonly string[] TellsOfACommand =
    [
        "command",
        "code",
        "environment",
        "compute",
        "experiment_name",
        "attune",
    ];

    /// <summary>The kind of a document; null when it is none, which has then been said.</summary>
    public static JobKind? Of(YamlNode root, List<Problem> problems)
    {
        if (root is not YamlMap map)
        {
            problems.Add(
                new Problem(
                    "",
                    $"A job file is a map of keys and values, not {Words.Of(root)}.",
                    "start with 'type: sweep'",
                    Where: root.Where
                )
            );
            return null;
        }
        var type = map.Find(JobShapes.Job.Discriminator);
        if (Foreign(map, type, problems))
        {
            return null;
        }
        var name = type is null ? Guess(map, problems) : Named(type, problems);
        if (name is null)
        {
            return null;
        }
        var shape = JobShapes.Job.Members.First(member => member.Key == name).Value;
        return new JobKind(
            name,
            shape,
            new YamlMap([.. map.Entries.Where(entry => entry != type && entry.Key != "$schema")], map.Where)
        );
    }

    private static string? Named(YamlEntry type, List<Problem> problems)
    {
        var names = JobShapes.Job.Members.Select(member => member.Key).ToList();
        if (type.Value is YamlScalar scalar && Words.Match(scalar.Text, names) is { } name)
        {
            return name;
        }
        problems.Add(
            new Problem(
                "type",
                type.Value is YamlScalar other
                    ? $"'{Words.Quoted(other.Text)}' is not a kind of job."
                    : $"A kind of job is needed here, not {Words.Of(type.Value)}.",
                type.Value is YamlScalar written
                    ? Hints.ForName(written.Text, names)
                    : $"one of {string.Join(", ", names)}",
                Where: type.Value.Where
            )
        );
        return null;
    }

    // Without a type a file is a command job, as for Azure; unless it looks like a sweep, or like no job at all.
    private static string? Guess(YamlMap map, List<Problem> problems)
    {
        if (map.Find("command") is null && (map.Find("search_space") ?? map.Find("trial")) is not null)
        {
            problems.Add(new Problem("type", "'type' is missing.", "add 'type: sweep'", Where: map.Where));
            return "sweep";
        }
        if (TellsOfACommand.Any(key => map.Find(key) is not null) || Hints.IsMisspelled("command", map.Keys))
        {
            return "command";
        }
        problems.Add(
            new Problem(
                "type",
                "'type' is missing, and no key here is one of a job.",
                "add 'type: sweep' or 'type: command' if it is one",
                Where: map.Where
            )
        );
        return null;
    }

    private static bool Foreign(YamlMap map, YamlEntry? type, List<Problem> problems)
    {
        if (OtherKind.Of(map, type) is not { } other)
        {
            return false;
        }
        problems.Add(
            new Problem(
                other.Path,
                $"This is {other.What}; Attune runs jobs of type sweep and command.",
                other.Hint,
                Where: other.Where
            )
        );
        return true;
    }
}
