using System.Text.Json.Nodes;
using Attune.Jobs.Shapes;
using Attune.Spaces;

namespace Attune.Workspace.JobFiles.Binding;

/// <summary>The least JSON that a shape can be read from.</summary>
internal static class Placeholder
{
    public static JsonNode For(JobShape shape) =>
        shape switch
        {
            ScalarShape { Kind: ScalarKind.Name, Names: var names } => JsonValue.Create(names[0]),
            ScalarShape { Kind: ScalarKind.Text } => JsonValue.Create(""),
            ScalarShape { Kind: ScalarKind.Flag } => JsonValue.Create(false),
            ScalarShape { Kind: ScalarKind.LogBase } => JsonValue.Create("e"),
            ScalarShape => JsonValue.Create(1),
            ListShape => new JsonArray(),
            UnionShape { Scalar: { } scalar } => For(scalar),
            ObjectShape record => Record(record),
            FamilyShape { Type: var type } family when type == typeof(Distribution) => Member(
                family,
                "constant"
            ),
            FamilyShape family => Member(family, family.Members[0].Key),
            _ => new JsonObject(),
        };

    private static JsonObject Record(ObjectShape shape)
    {
        var json = new JsonObject();
        foreach (var property in shape.Properties.Where(property => property.IsRequired))
        {
            json[property.Name] = For(property.Shape);
        }
        return json;
    }

    private static JsonObject Member(FamilyShape family, string name)
    {
        var json = Record(family.Members.First(member => member.Key == name).Value);
        json.Insert(0, family.Discriminator, name);
        return json;
    }
}
