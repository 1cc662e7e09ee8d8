using System.Text.Json.Nodes;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles.Binding;

/// <summary>Nodes as JSON, as they stand.</summary>
internal static class Free
{
    public static JsonNode? Json(YamlNode node, string path, List<Problem> problems)
    {
        switch (node)
        {
            case YamlMap map:
                var json = new JsonObject();
                foreach (var entry in map.Entries)
                {
                    json[entry.Key] = Json(entry.Value, NodePath.Of(path, entry.Key), problems);
                }
                return json;
            case YamlList list:
                return new JsonArray([
                    .. list.Items.Select((item, i) => Json(item, NodePath.Of(path, i), problems)),
                ]);
            case YamlScalar { Type: ScalarType.Null }:
                return null;
            case YamlScalar { Type: ScalarType.Flag } flag:
                return JsonValue.Create(flag.Text is ['t' or 'T', ..]);
            case YamlScalar { Type: ScalarType.Integer or ScalarType.Number } number
                when Numbers.Json(number.Text) is { } value:
                return value;
            default:
                return JsonValue.Create(((YamlScalar)node).Text);
        }
    }
}
