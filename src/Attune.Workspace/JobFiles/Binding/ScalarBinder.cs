using System.Text.Json.Nodes;
using Attune.Jobs.Shapes;
using Attune.Spaces;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles.Binding;

/// <summary>Turns scalars into JSON values of the kind that is needed.</summary>
internal sealed class ScalarBinder(List<Problem> problems)
{
    public JsonNode? Bind(ScalarShape shape, YamlNode node, string path)
    {
        if (node is not YamlScalar scalar)
        {
            return Refuse(node, path, $"{Wanted(shape)} is needed here, not {Words.Of(node)}.");
        }
        if (scalar.Type == ScalarType.Null)
        {
            return Refuse(
                node,
                path,
                $"{Wanted(shape)} is needed here, not nothing.",
                scalar.Text.Length > 0
                    ? $"for the text, write '{scalar.Text}' in quotes"
                    : "for an empty text, write ''"
            );
        }
        return shape.Kind switch
        {
            ScalarKind.Text => JsonValue.Create(scalar.Text),
            ScalarKind.Flag => Flag(scalar, path),
            ScalarKind.Name => Name(shape, scalar, path),
            ScalarKind.Any => Any(scalar, path),
            ScalarKind.LogBase when scalar.Text is "e" or "E" => JsonValue.Create("e"),
            _ => Number(shape, scalar, path),
        };
    }

    private JsonValue? Flag(YamlScalar scalar, string path)
    {
        if (scalar.Type == ScalarType.Flag)
        {
            return JsonValue.Create(scalar.Text is ['t' or 'T', ..]);
        }
        var hint =
            Words.Match(scalar.Text, ["yes", "on", "true", "y", "1"]) is not null ? "write true"
            : Words.Match(scalar.Text, ["no", "off", "false", "n", "0"]) is not null ? "write false"
            : null;
        Refuse(scalar, path, $"true or false is needed here, not {Words.Of(scalar)}.", hint);
        return null;
    }

    private JsonNode? Name(ScalarShape shape, YamlScalar scalar, string path) =>
        Words.Match(scalar.Text, shape.Names) is { } name
            ? JsonValue.Create(name)
            : Refuse(
                scalar,
                path,
                $"'{Words.Quoted(scalar.Text)}' is not known here.",
                Hints.ForName(scalar.Text, shape.Names)
            );

    private JsonNode? Any(YamlScalar scalar, string path)
    {
        if (scalar.IsPlain && ScalarTypes.InYaml11(scalar.Text) is { } other)
        {
            problems.Add(
                new Problem(
                    path,
                    $"Unquoted {scalar.Text} is {Words.Of(scalar)} here, by YAML 1.2; Azure's reader takes it for {other}.",
                    "put a text in quotes; write true or false, 1000 or 1.0e+3, as you mean it",
                    Severity.Warning,
                    scalar.Where
                )
            );
        }
        return scalar.Type switch
        {
            ScalarType.Flag => JsonValue.Create(scalar.Text is ['t' or 'T', ..]),
            ScalarType.Integer or ScalarType.Number => Numbers.Json(scalar.Text) ?? TooLarge(scalar, path),
            _ => JsonValue.Create(scalar.Text),
        };
    }

    private JsonNode? Number(ScalarShape shape, YamlScalar scalar, string path)
    {
        var type = ScalarTypes.Of(scalar.Text.Trim());
        if (type is not (ScalarType.Integer or ScalarType.Number))
        {
            return Refuse(scalar, path, $"{Wanted(shape)} is needed here, not {Words.Of(scalar)}.");
        }
        if (Numbers.Read(scalar.Text.Trim()) is not { } number)
        {
            return TooLarge(scalar, path);
        }
        if (!scalar.IsPlain)
        {
            problems.Add(
                new Problem(
                    path,
                    $"A number is needed here; the text is read as {number}.",
                    "remove the quotes",
                    Severity.Warning,
                    scalar.Where
                )
            );
        }
        if (shape.Kind is ScalarKind.Number or ScalarKind.LogBase)
        {
            return JsonNode.Parse(number.ToString());
        }
        var value = number.AsDouble();
        if (!double.IsInteger(value) || Math.Abs(value) > long.MaxValue / 2)
        {
            return Refuse(scalar, path, $"A whole number is needed here, not {scalar.Text}.");
        }
        var whole = number.Kind == ValueKind.Integer ? number.AsInteger() : (long)value;
        var (least, most) = shape.Kind switch
        {
            ScalarKind.Integer => (int.MinValue, int.MaxValue),
            ScalarKind.UnsignedInteger => (0, long.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        return whole >= least && whole <= most
            ? JsonValue.Create(whole)
            : Refuse(
                scalar,
                path,
                FormattableString.Invariant($"The number must be from {least} to {most}, not {whole}.")
            );
    }

    private JsonNode? TooLarge(YamlScalar scalar, string path) =>
        Refuse(
            scalar,
            path,
            scalar.Text.Contains("inf", StringComparison.OrdinalIgnoreCase)
            || scalar.Text.Contains("nan", StringComparison.OrdinalIgnoreCase)
                ? $"A finite number is needed here, not {scalar.Text}."
                : $"The number {Words.Quoted(scalar.Text)} is too large.",
            scalar.Type == ScalarType.Integer ? "integers have 64 bits; put it in quotes for a text" : null
        );

    private JsonNode? Refuse(YamlNode node, string path, string message, string? hint = null)
    {
        problems.Add(new Problem(path, message, hint, Where: node.Where));
        return null;
    }

    private static string Wanted(ScalarShape shape) =>
        shape.Kind switch
        {
            ScalarKind.Text => "A text",
            ScalarKind.Flag => "true or false",
            ScalarKind.Name => $"One of {string.Join(", ", shape.Names)}",
            ScalarKind.Any => "A number, a text or a boolean",
            ScalarKind.Number => "A number",
            ScalarKind.LogBase => "A positive number or e",
            _ => "A whole number",
        };
}
