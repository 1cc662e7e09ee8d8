using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Attune.Workspace.Tests.JobFiles;

/// <summary>A YAML file as an editor's validator sees it.</summary>
internal static class YamlAsJson
{
    public static string Of(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Node(stream.Documents[0].RootNode)?.ToJsonString() ?? "null";
    }

    private static JsonNode? Node(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(entry =>
                    KeyValuePair.Create(((YamlScalarNode)entry.Key).Value!, Node(entry.Value))
                )
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
            YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value!),
            _ => JsonValue.Create(((YamlScalarNode)node).Value),
        };

    private static JsonNode? Plain(string text)
    {
        try
        {
            return text.Length == 0
                ? null
                : JsonNode.Parse(
                    text.ToLowerInvariant() is "true" or "false" ? text.ToLowerInvariant() : text
                );
        }
        catch (JsonException)
        {
            return text == "~" ? null : JsonValue.Create(text);
        }
    }
}
