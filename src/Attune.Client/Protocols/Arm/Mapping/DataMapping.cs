using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Jobs;
using Attune.Spaces;

namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>Inputs and outputs. A literal is a text on the wire, whatever it was; one that reads like a number or boolean is taken as one.</summary>
internal static class DataMapping
{
    private const string Literal = "literal";

    public static JobInputValue Write(JobInput input)
    {
        var plain = input.Path is null
            ? new JobInputValue
            {
                JobInputType = Literal,
                Value = input.Value is { } value ? JsonValue.Create(value.ToString()) : null,
                Description = input.Description,
            }
            : new JobInputValue
            {
                JobInputType = Words.DataType.Write(input.Type ?? DataType.UriFolder),
                Uri = input.Path,
                Mode = Words.InputMode.Write(input.Mode),
                Description = input.Description,
            };
        return ReadInput(plain, "", []) is { } back && AsText(back) == AsText(input)
            ? plain
            : plain with
            {
                Attune = Parts.Write(input),
            };
    }

    public static JobInput? ReadInput(JobInputValue wire, string path, List<Problem> problems)
    {
        if (wire.Attune is { } whole)
        {
            return Parts.Read<JobInput>(whole, $"{path}.attune", problems);
        }
        if (
            wire.JobInputType is null
            || wire.JobInputType.Equals(Literal, StringComparison.OrdinalIgnoreCase)
        )
        {
            if (wire.JobInputType is null && wire.Value is null)
            {
                problems.Add(new Problem($"{path}.jobInputType", "'jobInputType' is missing."));
            }
            return new JobInput
            {
                Value = wire.Value is { } value ? Text(value, $"{path}.value", problems) : null,
                Description = wire.Description,
            };
        }
        var type = Words.DataType.Read(wire.JobInputType, $"{path}.jobInputType", problems);
        var mode = Words.InputMode.Read(wire.Mode, $"{path}.mode", problems);
        if (string.IsNullOrEmpty(wire.Uri))
        {
            problems.Add(
                new Problem(
                    $"{path}.uri",
                    "An input that is data says where it is: 'uri' is missing.",
                    "clients of version 2022-10-01 for JavaScript drop it; send the job by another client, or use a literal"
                )
            );
        }
        return new JobInput
        {
            Type = type,
            Path = wire.Uri ?? "",
            Mode = mode,
            Description = wire.Description,
        };
    }

    public static JobOutputValue Write(JobOutput output)
    {
        var plain = new JobOutputValue
        {
            JobOutputType = Words.DataType.Write(output.Type ?? DataType.UriFolder),
            Uri = output.Path,
            Mode = Words.OutputMode.Write(output.Mode),
            Description = output.Description,
            AssetName = output.Name,
            AssetVersion = output.Version,
        };
        return Equals(ReadOutput(plain, "", []), output with { Type = output.Type ?? DataType.UriFolder })
            ? plain
            : plain with
            {
                Attune = Parts.Write(output),
            };
    }

    public static JobOutput? ReadOutput(JobOutputValue wire, string path, List<Problem> problems) =>
        wire.Attune is { } whole
            ? Parts.Read<JobOutput>(whole, $"{path}.attune", problems)
            : new JobOutput
            {
                Type = Words.DataType.Read(wire.JobOutputType, $"{path}.jobOutputType", problems),
                Path = wire.Uri,
                Mode = Words.OutputMode.Read(wire.Mode, $"{path}.mode", problems),
                Description = wire.Description,
                Name = wire.AssetName,
                Version = wire.AssetVersion,
            };

    /// <summary>The input with its literal as a text.</summary>
    public static JobInput AsText(JobInput input) =>
        input.Value is { } value ? input with { Value = ParameterValue.Of(value.ToString()) } : input;

    private static ParameterValue? Text(JsonNode node, string path, List<Problem> problems)
    {
        switch (node.GetValueKind())
        {
            case JsonValueKind.String:
                return Typed(node.GetValue<string>());
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                try
                {
                    return ParameterValue.Of(node.Deserialize<ParameterValue>(JobJson.Options).ToString());
                }
                catch (JsonException)
                {
                    break; // a number that is too large
                }
        }
        problems.Add(new Problem(path, "A literal is a text, a number or a boolean."));
        return null;
    }

    // Only where the command sees the very same text: 1e3 and 007 stay what they are.
    private static ParameterValue Typed(string text)
    {
        ParameterValue[] readings =
        [
            .. long.TryParse(
                text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var integer
            )
                ? [ParameterValue.Of(integer)]
                : Array.Empty<ParameterValue>(),
            .. double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
                ? [ParameterValue.Of(number)]
                : Array.Empty<ParameterValue>(),
            ParameterValue.Of(true),
            ParameterValue.Of(false),
        ];
        return readings
            .Append(ParameterValue.Of(text))
            .First(reading => reading.ToString().Equals(text, StringComparison.Ordinal));
    }
}
