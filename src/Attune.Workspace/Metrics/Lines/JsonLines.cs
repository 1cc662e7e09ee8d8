using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Attune.Workspace.Metrics.Lines;

/// <summary>
/// One JSON object a line: <c>{"auc": 0.9, "step": 3, "timestamp": "2026-01-02T03:04:05Z"}</c>. Its numbers, and its texts
/// that are numbers, are metrics; <c>step</c> or <c>epoch</c> and <c>timestamp</c> are not. What is nested is passed over.
/// </summary>
/// <remarks>Also takes what Python writes: bare <c>NaN</c> and <c>Infinity</c>, and a printed dictionary with single quotes.</remarks>
internal sealed class JsonLines : LineReader
{
    private readonly List<(string Name, double Value)> _pairs = [];

    public override void Read(ReadOnlySpan<byte> line, List<MetricPoint> points)
    {
        line = line.Trim(" \t"u8);
        if (line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }
        if (line.Length < 2 || line[0] != (byte)'{' || line[^1] != (byte)'}' || TryRead(line, points))
        {
            return;
        }
        if (
            line.IndexOf("NaN"u8) >= 0
            || line.IndexOf("nan"u8) >= 0
            || line.IndexOf("inf"u8) >= 0
            || line.IndexOf("Inf"u8) >= 0
            || line[1] == (byte)'\''
        )
        {
            TryRead(Repair(line), points);
        }
    }

    private bool TryRead(ReadOnlySpan<byte> line, List<MetricPoint> points)
    {
        _pairs.Clear();
        long? step = null;
        long? epoch = null;
        long? time = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    reader.Skip();
                    continue;
                }
                if (name == "timestamp")
                {
                    time = reader.TokenType switch
                    {
                        JsonTokenType.Number => MetricTime.FromEpoch(reader.GetDouble()),
                        JsonTokenType.String => MetricTime.Parse(reader.GetString()),
                        _ => null,
                    };
                    continue;
                }
                if (!TryNumber(ref reader, out var value))
                {
                    continue;
                }
                switch (name)
                {
                    case "step":
                        step = MetricNumber.ToStep(value);
                        break;
                    case "epoch":
                        epoch = MetricNumber.ToStep(value);
                        break;
                    default:
                        _pairs.Add((name, value));
                        break;
                }
            }
            if (reader.Read())
            {
                return false;
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false; // not JSON, or a text that is not UTF-8: a line that tells nothing
        }
        foreach (var (name, value) in _pairs)
        {
            points.Add(new MetricPoint(name, value, step ?? epoch, time));
        }
        return true;
    }

    private static bool TryNumber(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDouble(out value),
            JsonTokenType.String => MetricNumber.TryParse(reader.GetString(), out value),
            _ => false,
        };
    }

    /// <summary>Puts bare words for numbers into quotes, and turns single quotes into double ones.</summary>
    private static ReadOnlySpan<byte> Repair(ReadOnlySpan<byte> line)
    {
        var repaired = new ArrayBufferWriter<byte>(line.Length + 32);
        var quote = (byte)0;
        for (var i = 0; i < line.Length; i++)
        {
            var current = line[i];
            if (quote != 0)
            {
                if (current == (byte)'\\' && i + 1 < line.Length)
                {
                    repaired.Write(line.Slice(i++, 2));
                    continue;
                }
                repaired.Write([current == quote ? (byte)'"' : current]);
                quote = current == quote ? (byte)0 : quote;
            }
            else if (current is (byte)'"' or (byte)'\'')
            {
                quote = current;
                repaired.Write("\""u8);
            }
            else if (
                char.IsAsciiLetter((char)current)
                || (current == (byte)'-' && i + 1 < line.Length && char.IsAsciiLetter((char)line[i + 1]))
            )
            {
                var end = i + 1;
                while (end < line.Length && char.IsAsciiLetter((char)line[end]))
                {
                    end++;
                }
                var word = line[i..end];
                var number = MetricNumber.TryParse(Encoding.ASCII.GetString(word), out _);
                repaired.Write(number ? "\""u8 : []);
                repaired.Write(word);
                repaired.Write(number ? "\""u8 : []);
                i = end - 1;
            }
            else
            {
                repaired.Write([current]);
            }
        }
        return repaired.WrittenSpan;
    }
}
