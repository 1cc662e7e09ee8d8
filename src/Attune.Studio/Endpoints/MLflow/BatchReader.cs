using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Attune.Storage.Runs;
using Attune.Studies;
using Attune.Studio.Endpoints.MLflow.LoggedModels;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Reads log-metric and log-batch straight off the bytes: they are called thousands of times a second.</summary>
internal ref struct BatchReader(ReadOnlySequence<byte> body)
{
    public const int MostMetrics = 1000;
    public const int MostTexts = 100;

    private Utf8JsonReader _json = new(body);

    /// <summary>One metric beside its run.</summary>
    public Batch ReadMetric()
    {
        var batch = new Batch();
        var point = new Point();
        Open();
        while (NextMember(out var name))
        {
            if (!IsRun(name, batch))
            {
                ReadMember(ref point, name);
            }
        }
        Close();
        point.AddTo(batch);
        return batch;
    }

    /// <summary>A batch.</summary>
    public Batch ReadBatch()
    {
        var batch = new Batch();
        Open();
        while (NextMember(out var name))
        {
            switch (name)
            {
                case "metrics":
                    ReadMetrics(batch);
                    break;
                case "params":
                    ReadTexts(batch.Parameters, "parameter", Names.LongestParameter);
                    break;
                case "tags":
                    ReadTexts(batch.Tags, "tag", Names.LongestTag);
                    break;
                default:
                    if (!IsRun(name, batch))
                    {
                        _json.Skip();
                    }
                    break;
            }
        }
        Close();
        var total = batch.Metrics.Count + batch.Parameters.Count + batch.Tags.Count;
        return total <= MostMetrics ? batch : throw TooMany("entities", MostMetrics);
    }

    private bool IsRun(string name, Batch batch)
    {
        if (name is not ("run_id" or "run_uuid"))
        {
            return false;
        }
        var id = Text();
        batch.Run = string.IsNullOrEmpty(id) ? batch.Run : id;
        return true;
    }

    private void ReadMetrics(Batch into)
    {
        while (NextItem())
        {
            var point = new Point();
            while (NextMember(out var name))
            {
                ReadMember(ref point, name);
            }
            point.AddTo(into);
            if (into.Metrics.Count > MostMetrics)
            {
                throw TooMany("metrics", MostMetrics);
            }
        }
    }

    private void ReadMember(ref Point point, string name)
    {
        switch (name)
        {
            case "key":
                point.Key = Text();
                break;
            case "value":
                point.Value = Number();
                break;
            case "timestamp":
                point.Timestamp = Integer(name);
                break;
            case "step":
                point.Step = Integer(name) ?? 0;
                break;
            case "model_id":
                point.Model = Text();
                break;
            case "dataset_name":
                point.Dataset = Text();
                break;
            case "dataset_digest":
                point.Digest = Text();
                break;
            default:
                _json.Skip();
                break;
        }
    }

    private void ReadTexts(List<NamedText> into, string kind, int longest)
    {
        while (NextItem())
        {
            string? key = null;
            string? value = null;
            while (NextMember(out var name))
            {
                switch (name)
                {
                    case "key":
                        key = Text();
                        break;
                    case "value":
                        value = Text();
                        break;
                    default:
                        _json.Skip();
                        break;
                }
            }
            into.Add(new NamedText(Names.Check(key, kind), Names.Cut(value, longest)));
            if (into.Count > MostTexts)
            {
                throw TooMany(kind + "s", MostTexts);
            }
        }
    }

    private void Open()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            throw new MLflowException(MLflowError.Invalid("The body is not a JSON object."));
        }
    }

    private void Close()
    {
        if (_json.Read())
        {
            throw new MLflowException(MLflowError.Invalid("Something follows the JSON object."));
        }
    }

    /// <summary>Goes to the next member's value; false at the object's end.</summary>
    private bool NextMember(out string name)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.PropertyName)
        {
            name = "";
            return false;
        }
        // Known names are not made anew for each of thousands of points.
        name =
            _json.ValueTextEquals("key"u8) ? "key"
            : _json.ValueTextEquals("value"u8) ? "value"
            : _json.ValueTextEquals("timestamp"u8) ? "timestamp"
            : _json.ValueTextEquals("step"u8) ? "step"
            : Text()!;
        _json.Read();
        return true;
    }

    /// <summary>Goes into the next object of an array; false at its end, or when there is none.</summary>
    private bool NextItem()
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return false;
        }
        if (_json.TokenType == JsonTokenType.StartArray || _json.TokenType == JsonTokenType.EndObject)
        {
            _json.Read();
            if (_json.TokenType == JsonTokenType.StartObject)
            {
                return true;
            }
            if (_json.TokenType == JsonTokenType.EndArray)
            {
                return false;
            }
        }
        throw new MLflowException(MLflowError.Invalid("A list of objects is expected."));
    }

    private readonly string? Text()
    {
        try
        {
            return _json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? _json.GetString()
                : _json.TokenType == JsonTokenType.Null ? null
                : throw new MLflowException(MLflowError.Invalid("A text is expected."));
        }
        catch (InvalidOperationException)
        {
            throw new MLflowException(MLflowError.Invalid("A text is not valid Unicode."));
        }
    }

    private readonly double? Number() =>
        _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.Number => _json.GetDouble(),
            JsonTokenType.String when ParseNumber(Text()) is { } number => number,
            _ => throw new MLflowException(
                MLflowError.Invalid("Invalid value for parameter 'value': a metric's value must be a number.")
            ),
        };

    private readonly long? Integer(string name)
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number when _json.TryGetInt64(out var whole):
                return whole;
            case JsonTokenType.Number when AsWhole(_json.GetDouble()) is { } whole:
                return whole;
            case JsonTokenType.String
                when long.TryParse(
                    Text(),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var whole
                ):
                return whole;
            default:
                throw new MLflowException(
                    MLflowError.Invalid($"Invalid value for parameter '{name}': it must be an integer.")
                );
        }
    }

    private static long? AsWhole(double number) =>
        Math.Floor(number) == number && Math.Abs(number) <= 1L << 53 ? (long)number : null;

    private static double? ParseNumber(string? text) =>
        text?.Trim().ToUpperInvariant() switch
        {
            "NAN" => double.NaN,
            "INFINITY" or "INF" or "+INFINITY" => double.PositiveInfinity,
            "-INFINITY" or "-INF" => double.NegativeInfinity,
            var other => double.TryParse(
                other,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null,
        };

    private static MLflowException TooMany(string what, int most) =>
        new(MLflowError.Invalid($"A batch has at most {most} {what}."));

    private struct Point
    {
        public string? Key;
        public double? Value;
        public long? Timestamp;
        public long Step;

        public string? Model;
        public string? Dataset;
        public string? Digest;

        /// <summary>Its run is filled in once the call is known to be allowed.</summary>
        public readonly void AddTo(Batch batch)
        {
            var point = new Measurement(
                "",
                0,
                Names.Check(Key, "metric"),
                Step,
                Value ?? throw new MLflowException(MLflowError.Missing("value")),
                Timestamp ?? throw new MLflowException(MLflowError.Missing("timestamp"))
            );
            batch.Metrics.Add(point);
            if (!string.IsNullOrEmpty(Model))
            {
                batch.OfModels.Add(new ModelPoint(Model, Dataset, Digest, point));
            }
        }
    }
}
