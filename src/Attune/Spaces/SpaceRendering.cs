using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Attune.Spaces;

/// <summary>Turns an assignment into the variables of a trial.</summary>
internal static class SpaceRendering
{
    // Letters of any alphabet stay readable; the text is data, never HTML.
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IReadOnlyList<RenderedVariable> Render(SearchSpace space, Assignment assignment)
    {
        var own = space.Declared.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var rendered = new List<RenderedVariable>();
        foreach (var node in space.Roots)
        {
            Add(node, node.Parameter.Path, assignment, own, rendered);
        }
        return rendered;
    }

    private static void Add(
        SpaceNode node,
        string name,
        Assignment assignment,
        HashSet<string> own,
        List<RenderedVariable> rendered
    )
    {
        if (assignment.Find(node.Parameter.Path) is not { } value)
        {
            return;
        }
        var children = BranchOf(node, value);
        rendered.Add(
            new RenderedVariable(name, children is null ? value.ToString() : Json(children, assignment))
        );
        foreach (var child in children ?? [])
        {
            // A parameter of the top level keeps its name against a leaf that would take it.
            var leaf = $"{name}_{LeafName(child)}";
            if (!own.Contains(leaf))
            {
                Add(child, leaf, assignment, own, rendered);
            }
        }
    }

    private static SpaceNode[]? BranchOf(SpaceNode node, ParameterValue value) =>
        node.Distribution is Choice choice
        && choice.IndexOf(value) is >= 0 and var option
        && choice.Options[option].Branch is not null
            ? node.Branches![option]
            : null;

    private static string LeafName(SpaceNode node) =>
        node.Parameter.Path[(node.Parameter.Path.LastIndexOf('.') + 1)..];

    private static string Json(SpaceNode[] nodes, Assignment assignment)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            Write(writer, nodes, assignment);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, SpaceNode[] nodes, Assignment assignment)
    {
        writer.WriteStartObject();
        foreach (var node in nodes)
        {
            if (assignment.Find(node.Parameter.Path) is not { } value)
            {
                continue;
            }
            writer.WritePropertyName(LeafName(node));
            if (BranchOf(node, value) is { } children)
            {
                Write(writer, children, assignment);
            }
            else
            {
                ParameterValueJson.WriteScalar(writer, value);
            }
        }
        writer.WriteEndObject();
    }
}
