using System.Text.Json.Nodes;
using Attune.Jobs;
using Attune.Jobs.Shapes;
using Attune.Workspace.JobFiles;

namespace Attune.Workspace.Tests.JobFiles;

/// <summary>Walks every key that the records know: each is kept in the job, or refused with a reason.</summary>
public sealed class NoKeyIsDroppedTests
{
    // What speaks of a cloud's machines is never passed over in silence.
    private static readonly HashSet<Type> CloudOnly =
    [
        typeof(ResourceSpec),
        typeof(QueueSettings),
        typeof(IdentitySpec),
        typeof(ServiceSpec),
        typeof(MpiLayout),
        typeof(PyTorchLayout),
        typeof(TensorFlowLayout),
        typeof(RayLayout),
    ];

    public static TheoryData<string> Kinds => [.. JobSchema.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_known_key_is_kept_or_refused_with_a_reason(string kind)
    {
        var shape = JobShapes.Job.Members.First(member => member.Key == kind).Value;
        var least = Least(kind, shape);
        var without = JobFile.ReadText(least.ToJsonString());
        Assert.Empty(without.Errors);

        var walked = 0;
        foreach (var property in shape.Properties)
        {
            foreach (var sample in Samples(property.Shape, property.Name, null, 0))
            {
                var document = least.DeepClone().AsObject();
                document[property.Name] = sample.Value;
                var result = JobFile.ReadText(document.ToJsonString());
                var refused = result.Errors.Any(error => error.Message.Length > 0);
                Assert.True(
                    refused || !JsonNode.DeepEquals(Parsed(result), Parsed(without)),
                    $"{sample.Path} is dropped in {document.ToJsonString()}"
                );
                Assert.True(
                    !sample.IsCloudOnly
                        || result.Problems.Any(problem =>
                            problem.Path.Length > 0
                            && (
                                sample.Path.StartsWith(problem.Path, StringComparison.Ordinal)
                                || problem.Path.StartsWith(sample.Path, StringComparison.Ordinal)
                            )
                        ),
                    $"nothing is said of {sample.Path}"
                );
                walked++;
            }
        }
        Assert.True(walked > 50, $"only {walked} keys were walked");
    }

    private static JsonNode? Parsed(JobFileResult result) =>
        result.Json is null ? null : JsonNode.Parse(result.Json);

    private static JsonObject Least(string kind, ObjectShape shape)
    {
        var least = Required(shape);
        least["type"] = kind;
        if (kind == "sweep")
        {
            least["search_space"] = new JsonObject
            {
                ["k"] = new JsonObject
                {
                    ["type"] = "uniform",
                    ["min_value"] = 0,
                    ["max_value"] = 1,
                },
            };
        }
        return least;
    }

    private sealed record Sample(string Path, JsonNode? Value, bool IsCloudOnly);

    // Each key of a shape once, in the least value that holds it.
    private static IEnumerable<Sample> Samples(JobShape shape, string path, Type? owner, int depth)
    {
        var cloud = owner is not null && CloudOnly.Contains(owner);
        return shape switch
        {
            _ when depth > 9 => [],
            ScalarShape scalar => [new(path, Value(scalar), cloud)],
            FreeShape => [new(path, new JsonObject { ["k"] = 1 }, cloud)],
            ListShape list => Samples(list.Element, path + "[0]", owner, depth + 1)
                .Select(each => each with { Value = new JsonArray(each.Value) }),
            MapShape map => Samples(map.Value, path + ".k", owner, depth + 1)
                .Select(each => each with { Value = new JsonObject { ["k"] = each.Value } }),
            ObjectShape record => Members(record, path, depth, _ => { }),
            FamilyShape family => family.Members.SelectMany(member =>
                Members(member.Value, path, depth, json => json.Insert(0, family.Discriminator, member.Key))
            ),
            UnionShape union => new JobShape?[] { union.Scalar, union.List, union.Family, union.Map }
                .OfType<JobShape>()
                .SelectMany(form => Samples(form, path, owner, depth + 2)),
            _ => throw new InvalidOperationException($"{shape} is not known."),
        };
    }

    private static IEnumerable<Sample> Members(
        ObjectShape record,
        string path,
        int depth,
        Action<JsonObject> tag
    )
    {
        foreach (var property in record.Properties)
        {
            foreach (var inner in Samples(property.Shape, $"{path}.{property.Name}", record.Type, depth + 1))
            {
                var json = Required(record);
                json[property.Name] = inner.Value;
                tag(json);
                yield return inner with
                {
                    Value = json,
                };
            }
        }
    }

    private static JsonObject Required(ObjectShape record)
    {
        var json = new JsonObject();
        foreach (var property in record.Properties.Where(property => property.IsRequired))
        {
            json[property.Name] = property.Shape switch
            {
                ScalarShape scalar => Other(scalar),
                ObjectShape inner => Required(inner),
                var other => Samples(other, "", null, 0).First().Value,
            };
        }
        return json;
    }

    // A value that differs from the one that stands for a key.
    private static JsonValue Other(ScalarShape shape) =>
        shape.Kind switch
        {
            ScalarKind.Text => JsonValue.Create("other"),
            ScalarKind.Name => JsonValue.Create(shape.Names[0]),
            _ => JsonValue.Create(5),
        };

    private static JsonValue Value(ScalarShape shape) =>
        shape.Kind switch
        {
            ScalarKind.Integer or ScalarKind.LongInteger or ScalarKind.UnsignedInteger => JsonValue.Create(7),
            ScalarKind.Number or ScalarKind.LogBase or ScalarKind.Any => JsonValue.Create(0.25),
            ScalarKind.Flag => JsonValue.Create(true),
            ScalarKind.Name => JsonValue.Create(shape.Names[^1]),
            _ => JsonValue.Create("text"),
        };
}
