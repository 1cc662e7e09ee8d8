using System.Text.Json.Nodes;
using Attune.Jobs.Shapes;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles.Binding;

/// <summary>Turns nodes into the JSON of a record, strictly, gathering every problem on the way.</summary>
/// <remarks>Where something is wrong but needed, a placeholder stands in, so that the rest of the file can still be judged;
/// what is said about a placeholder is dropped by the caller.</remarks>
internal sealed class JobBinder(List<Problem> problems)
{
    private readonly ScalarBinder _scalars = new(problems);

    /// <summary>The JSON of a node; null when it does not fit at all, which has then been said.</summary>
    public JsonNode? Bind(JobShape shape, YamlNode node, string path) =>
        shape switch
        {
            ScalarShape scalar => _scalars.Bind(scalar, node, path),
            ListShape list => List(list, node, path),
            MapShape map => Map(map, node, path),
            ObjectShape record => Object(record, node, path),
            FamilyShape family => Family(family, node, path),
            UnionShape union => Union(union, node, path),
            _ => Free.Json(node, path, problems),
        };

    private JsonArray? List(ListShape shape, YamlNode node, string path)
    {
        if (node is not YamlList list)
        {
            problems.Add(
                new Problem(
                    path,
                    $"A list is needed here, not {Words.Of(node)}.",
                    node is YamlScalar { Text.Length: > 0 } scalar
                        ? $"write [{scalar.Text}]"
                        : "write [a, b], or one '- ' line for each",
                    Where: node.Where
                )
            );
            return null;
        }
        var array = new JsonArray();
        for (var i = 0; i < list.Items.Count; i++)
        {
            array.Add(
                Bind(shape.Element, list.Items[i], NodePath.Of(path, i)) ?? Placeholder.For(shape.Element)
            );
        }
        return array;
    }

    private JsonObject? Map(MapShape shape, YamlNode node, string path)
    {
        if (node is not YamlMap map)
        {
            problems.Add(NotAMap(node, path, "with a name and a value on each line"));
            return null;
        }
        var json = new JsonObject();
        foreach (var entry in map.Entries)
        {
            var at = NodePath.Of(path, entry.Key);
            if (entry.Value is YamlScalar { Type: ScalarType.Null } && shape.IsNullable)
            {
                json[entry.Key] = null;
                continue;
            }
            json[entry.Key] = Bind(shape.Value, entry.Value, at) ?? Placeholder.For(shape.Value);
        }
        return json;
    }

    private JsonNode? Union(UnionShape shape, YamlNode node, string path) =>
        node switch
        {
            YamlScalar when shape.Scalar is not null => _scalars.Bind(shape.Scalar, node, path),
            YamlList when shape.List is not null => List(shape.List, node, path),
            YamlMap map
                when shape.Family is { } family
                    && (shape.Map is null || map.Find(family.Discriminator) is not null) => Family(
                family,
                node,
                path
            ),
            YamlMap when shape.Map is not null => Map(shape.Map, node, path),
            YamlList when shape.Scalar is not null => Misfit(
                node,
                path,
                $"A single value{(shape.Map is null ? "" : " or a map")} is needed here, not a list.",
                "a list as one value is written as a text: '[1, 2]'"
            ),
            _ => Misfit(node, path, $"A map is needed here, not {Words.Of(node)}.", null),
        };

    private JsonObject? Object(ObjectShape shape, YamlNode node, string path)
    {
        if (node is YamlScalar { Type: ScalarType.Null } && shape.MayBeEmpty)
        {
            return [];
        }
        if (node is not YamlMap && shape.ShortForm is { } shortForm && node is YamlScalar)
        {
            return Bind(shape.Find(shortForm)!.Shape, node, path) is { } value
                ? new JsonObject { [shortForm] = value }
                : null;
        }
        // A map that names only the record's own key is the record, as a kept job writes it.
        if (
            node is YamlMap whole
            && shape.MapForm is { } mapForm
            && !(whole.Entries is [var only] && shape.Find(only.Key) is not null)
        )
        {
            return new JsonObject { [mapForm] = Bind(shape.Find(mapForm)!.Shape, node, path) };
        }
        if (node is not YamlMap map)
        {
            problems.Add(NotAMap(node, path, Hints.ForRecord(shape, node)));
            return null;
        }
        return Members(shape, map, path, discriminator: null);
    }

    private JsonObject Members(ObjectShape shape, YamlMap map, string path, string? discriminator)
    {
        var json = new JsonObject();
        foreach (var entry in map.Entries.Where(entry => entry.Key != discriminator))
        {
            var at = NodePath.Of(path, entry.Key);
            if (shape.Find(entry.Key) is not { } property)
            {
                problems.Add(
                    new Problem(
                        at,
                        $"There is no key '{entry.Key}' here.",
                        Hints.ForKey(entry.Key, shape, path),
                        Where: entry.KeyWhere
                    )
                );
                continue;
            }
            // A key without a value is a key that is not there.
            if (
                entry.Value is YamlScalar { Type: ScalarType.Null }
                && property.Shape is not ObjectShape { MayBeEmpty: true }
            )
            {
                if (property.IsRequired)
                {
                    problems.Add(new Problem(at, $"'{entry.Key}' has no value.", Where: entry.KeyWhere));
                    json[entry.Key] = Placeholder.For(property.Shape);
                }
                continue;
            }
            var value = Bind(property.Shape, entry.Value, at);
            if (value is not null || property.IsRequired)
            {
                json[entry.Key] = value ?? Placeholder.For(property.Shape);
            }
        }
        foreach (
            var missing in shape.Properties.Where(property =>
                property.IsRequired && map.Find(property.Name) is null
            )
        )
        {
            problems.Add(
                new Problem(
                    NodePath.Of(path, missing.Name),
                    $"'{missing.Name}' is missing.",
                    Hints.ForMissing(missing.Name, map, shape),
                    Where: map.Where
                )
            );
            json[missing.Name] = Placeholder.For(missing.Shape);
        }
        return json;
    }

    private JsonObject? Family(FamilyShape shape, YamlNode node, string path)
    {
        if (node is YamlScalar { Type: not ScalarType.Null } text && shape.HasShortForm)
        {
            return Member(shape, text, path) is { } named
                ? Tagged(shape, named, Members(named.Value, new YamlMap([], node.Where), path, null))
                : null;
        }
        if (node is not YamlMap map)
        {
            problems.Add(NotAMap(node, path, $"with the key '{shape.Discriminator}'"));
            return null;
        }
        var at = NodePath.Of(path, shape.Discriminator);
        if (map.Find(shape.Discriminator) is not { } tag)
        {
            var names = string.Join(", ", shape.Members.Select(member => member.Key));
            problems.Add(
                new Problem(at, $"'{shape.Discriminator}' is missing.", $"one of {names}", Where: map.Where)
            );
            return null;
        }
        if (tag.Value is not YamlScalar scalar)
        {
            problems.Add(
                new Problem(at, $"A name is needed here, not {Words.Of(tag.Value)}.", Where: tag.Value.Where)
            );
            return null;
        }
        return Member(shape, scalar, at) is { } member
            ? Tagged(shape, member, Members(member.Value, map, path, shape.Discriminator))
            : null;
    }

    private KeyValuePair<string, ObjectShape>? Member(FamilyShape shape, YamlScalar tag, string path)
    {
        var names = shape.Members.Select(member => member.Key).ToList();
        var written = Words.Match(tag.Text, shape.Aliases.Keys) is { } alias
            ? shape.Aliases[alias]
            : tag.Text;
        if (Words.Match(written, names) is { } name)
        {
            return shape.Members.First(member => member.Key == name);
        }
        problems.Add(
            new Problem(
                path,
                $"'{tag.Text}' is not known here.",
                Hints.ForName(tag.Text, names),
                Where: tag.Where
            )
        );
        return null;
    }

    private static JsonObject Tagged(
        FamilyShape shape,
        KeyValuePair<string, ObjectShape>? member,
        JsonObject json
    )
    {
        json.Insert(0, shape.Discriminator, member!.Value.Key);
        return json;
    }

    private JsonNode? Misfit(YamlNode node, string path, string message, string? hint)
    {
        problems.Add(new Problem(path, message, hint, Where: node.Where));
        return null;
    }

    private static Problem NotAMap(YamlNode node, string path, string? hint) =>
        new(path, $"A map is needed here, not {Words.Of(node)}.", hint, Where: node.Where);
}
