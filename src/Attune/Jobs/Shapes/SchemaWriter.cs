using System.Text.Json.Nodes;

namespace Attune.Jobs.Shapes;

/// <summary>Writes one schema, each record once.</summary>
internal sealed class SchemaWriter
{
    private readonly JsonObject _definitions = [];

    public JsonObject Document(string kind, ObjectShape shape)
    {
        var document = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = $"A {kind} job",
        };
        var form = Members(shape, JobShapes.Job.Discriminator, [kind]);
        ((JsonObject)form["properties"]!).Insert(0, "$schema", Type("string"));
        // Without a type a file is a command job.
        if (kind == "command")
        {
            ((JsonArray)form["required"]!).RemoveAt(0);
        }
        foreach (var (name, value) in form.ToList())
        {
            form.Remove(name);
            document[name] = value;
        }
        document["definitions"] = _definitions;
        return document;
    }

    private JsonObject Of(JobShape shape) =>
        shape switch
        {
            ScalarShape scalar => Scalar(scalar),
            ListShape list => new() { ["type"] = "array", ["items"] = Of(list.Element) },
            MapShape map => new()
            {
                ["type"] = "object",
                ["additionalProperties"] = map.IsNullable ? OrNull(Of(map.Value)) : Of(map.Value),
            },
            ObjectShape record => Defined(record.Type.Name, () => Record(record)),
            FamilyShape family => Defined(family.Type.Name, () => Family(family)),
            UnionShape { Map: not null } union when union == JobShapes.BranchEntry => Defined(
                "BranchEntry",
                () => Union(union)
            ),
            UnionShape union => Union(union),
            _ => [],
        };

    private JsonObject Defined(string name, Func<JsonObject> make)
    {
        if (!_definitions.ContainsKey(name))
        {
            _definitions[name] = null;
            _definitions[name] = make();
        }
        return new() { ["$ref"] = $"#/definitions/{name}" };
    }

    private JsonObject Record(ObjectShape shape)
    {
        if (shape.MapForm is not null)
        {
            return AnyOf(Type("string"), Type("object"));
        }
        var forms = new List<JsonObject> { Members(shape, null, []) };
        if (shape.ShortForm is { } shortForm)
        {
            forms.Add(Of(shape.Find(shortForm)!.Shape));
        }
        if (shape.MayBeEmpty)
        {
            forms.Add(Type("null"));
        }
        return AnyOf([.. forms]);
    }

    private JsonObject Family(FamilyShape family)
    {
        var forms = family.Members.Select(member =>
            Members(
                member.Value,
                family.Discriminator,
                [
                    member.Key,
                    .. family.Aliases.Where(alias => alias.Value == member.Key).Select(alias => alias.Key),
                ]
            )
        );
        return AnyOf(
            family.HasShortForm
                ? [Name([.. family.Members.Select(member => member.Key)]), .. forms]
                : [.. forms]
        );
    }

    private JsonObject Union(UnionShape union)
    {
        var forms = new JobShape?[] { union.Scalar, union.List, union.Family }
            .OfType<JobShape>()
            .Select(Of)
            .ToList();
        if (union.Map is { } map)
        {
            var form = Of(map);
            if (union.Family is { } family)
            {
                form["not"] = new JsonObject { ["required"] = new JsonArray(family.Discriminator) };
            }
            forms.Add(form);
        }
        return AnyOf([.. forms]);
    }

    private JsonObject Members(ObjectShape shape, string? discriminator, IReadOnlyList<string> names)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        if (discriminator is not null)
        {
            properties[discriminator] = Name(names);
            required.Add((JsonNode)discriminator);
        }
        foreach (var property in shape.Properties)
        {
            properties[property.Name] = property.IsRequired ? Of(property.Shape) : OrNull(Of(property.Shape));
            if (property.IsRequired)
            {
                required.Add((JsonNode)property.Name);
            }
        }
        return new()
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Scalar(ScalarShape shape) =>
        shape.Kind switch
        {
            ScalarKind.Integer or ScalarKind.LongInteger => Type("integer"),
            ScalarKind.UnsignedInteger => new() { ["type"] = "integer", ["minimum"] = 0 },
            ScalarKind.Number => Type("number"),
            ScalarKind.LogBase => AnyOf(
                new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 },
                Name(["e"])
            ),
            ScalarKind.Flag => Type("boolean"),
            ScalarKind.Name => Name(shape.Names),
            _ => Type("string", "number", "boolean"),
        };

    // The names as an editor offers them, and the other ways to write them.
    private static JsonObject Name(IReadOnlyList<string> names) =>
        AnyOf(
            new JsonObject { ["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) },
            new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = $"^({string.Join('|', names.Select(AnyCase))})$",
            }
        );

    private static string AnyCase(string name) =>
        string.Concat(
            name.Select(c =>
                char.IsAsciiLetter(c) ? $"[{char.ToUpperInvariant(c)}{c}]"
                : c == '_' ? "[_-]?"
                : c == '.' ? "[.]"
                : $"{c}"
            )
        );

    // A key without a value is a key that is not there.
    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema.Count == 0)
        {
            return schema;
        }
        if (schema.Count == 1 && schema["type"] is { } type)
        {
            var types = type is JsonArray several
                ? several.Select(each => each!.GetValue<string>())
                : [type.GetValue<string>()];
            return Type([.. types, "null"]);
        }
        if (schema["anyOf"] is JsonArray forms)
        {
            forms.Add((JsonNode)Type("null"));
            return schema;
        }
        return AnyOf(schema, Type("null"));
    }

    private static JsonObject Type(params IReadOnlyList<string> types) =>
        new()
        {
            ["type"] = types.Count == 1 ? types[0] : new JsonArray([.. types.Select(type => (JsonNode)type)]),
        };

    private static JsonObject AnyOf(params IReadOnlyList<JsonObject> forms) =>
        forms.Count == 1 ? forms[0] : new() { ["anyOf"] = new JsonArray([.. forms]) };
}
