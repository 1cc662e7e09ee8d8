using Attune.Jobs;
using Attune.Jobs.Shapes;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles.Binding;

/// <summary>What to do about a key or name that is not known.</summary>
internal static class Hints
{
    private const int MostListed = 12;

    /// <summary>A near key of the same map, or where else the key belongs, or the keys that are known.</summary>
    public static string? ForKey(string key, ObjectShape shape, string path)
    {
        var names = shape.Properties.Select(property => property.Name).ToList();
        if (Words.Match(key, names) is { } spelled)
        {
            return $"did you mean '{spelled}'?";
        }
        foreach (var property in shape.Properties)
        {
            if (Has(property.Shape, key))
            {
                return $"it belongs under '{NodePath.Of(path, property.Name)}'";
            }
        }
        foreach (var job in JobShapes.Job.Members.Select(member => member.Value).Where(job => job != shape))
        {
            if (path.Length > 0 && job.Type == typeof(SweepJob) && job.Find(key) is not null)
            {
                return Suggestion.For(key, names) ?? "it belongs at the top of the file";
            }
        }
        return Suggestion.For(key, names)
            ?? (names.Count is > 0 and <= MostListed ? $"known here: {string.Join(", ", names)}" : null);
    }

    /// <summary>The nearest name, or all of them.</summary>
    public static string ForName(string written, IReadOnlyList<string> names) =>
        Suggestion.For(written, names) ?? $"one of {string.Join(", ", names)}";

    /// <summary>A key of the map that may be the missing one misspelled.</summary>
    public static string? ForMissing(string missing, YamlMap map, ObjectShape shape) =>
        Suggestion.Nearest(missing, map.Keys.Where(key => shape.Find(key) is null)) is { } near
            ? $"is '{near}' meant to be it?"
            : null;

    /// <summary>Whether one of the keys is probably meant to be this name.</summary>
    public static bool IsMisspelled(string name, IEnumerable<string> keys) =>
        Suggestion.Nearest(name, keys) is not null;

    /// <summary>What a map is needed for.</summary>
    public static string? ForRecord(ObjectShape shape, YamlNode node) =>
        shape.Type == typeof(TrialSpec) && node is YamlScalar
            ? "a component cannot be named here; write the trial's command, code and environment"
            : $"with {string.Join(", ", shape.Properties.Take(MostListed).Select(property => property.Name))}";

    private static bool Has(JobShape shape, string key) =>
        shape switch
        {
            ObjectShape record => record.Find(key) is not null,
            FamilyShape family => family.Members.Any(member => member.Value.Find(key) is not null),
            _ => false,
        };
}
