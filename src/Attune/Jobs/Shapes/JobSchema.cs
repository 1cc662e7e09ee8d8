using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attune.Jobs.Shapes;

/// <summary>JSON Schemas (draft 7) of job files, for editors, made from the shapes that the reader follows.</summary>
/// <remarks>A schema knows the form only; what values make sense together is for the reader to say. It is stricter in one thing: a number in quotes is
/// read, with a warning, but not taken here.</remarks>
public static class JobSchema
{
    /// <summary>The kinds of jobs that have a schema.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [.. JobShapes.Job.Members.Select(member => member.Key)];

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema of one kind of job as text, indented.</summary>
    /// <inheritdoc cref="Of"/>
    public static string Text(string kind) => Of(kind).ToJsonString(Readable);

    /// <summary>The schema of one kind of job.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static JsonObject Of(string kind)
    {
        var member = JobShapes.Job.Members.FirstOrDefault(member => member.Key == kind);
        return member.Value is { } shape
            ? new SchemaWriter().Document(kind, shape)
            : throw new ArgumentException($"There is no kind of job '{kind}'.", nameof(kind));
    }
}
