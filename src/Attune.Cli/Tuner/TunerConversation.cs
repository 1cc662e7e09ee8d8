using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Attune.Samplers;

namespace Attune.Cli.Tuner;

/// <summary>Answers a driver's lines, one JSON object for each, until there are no more.</summary>
/// <param name="sampler">What to ask.</param>
/// <param name="seed">The seed of a run whose first line has none.</param>
/// <param name="time">The time to record.</param>
internal sealed partial class TunerConversation(SamplerSpec sampler, ulong seed, TimeProvider time)
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ArrayBufferWriter<byte> _answer = new();
    private TunerRun? _run;

    /// <summary>Holds the conversation; each answer is written whole before the next line is read.</summary>
    public async Task HoldAsync(TextReader input, Stream output, CancellationToken cancellationToken)
    {
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.AsSpan().Trim().Length > 0)
            {
                await output.WriteAsync(Answer(line), cancellationToken);
                await output.FlushAsync(cancellationToken);
            }
        }
    }

    /// <summary>The answer to a line, with its end of line; good until the next call.</summary>
    public ReadOnlyMemory<byte> Answer(string line)
    {
        try
        {
            return Written(writer => Answer(Parse(line), writer));
        }
        // Whatever a line sets off, the driver must get an answer that it can read.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            var message =
                error is TunerException ? error.Message
                : error is JsonException ? $"The line is not a message: {error.Message}"
                : $"A fault of the tuner: {error.Message}";
            return Written(writer => writer.WriteString("error"u8, message.ReplaceLineEndings(" ")));
        }
    }

    private ReadOnlyMemory<byte> Written(Action<Utf8JsonWriter> write)
    {
        _answer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_answer, Readable))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        _answer.Write("\n"u8);
        return _answer.WrittenMemory;
    }

    private void Answer(TunerMessage message, Utf8JsonWriter writer)
    {
        switch (message)
        {
            case { Space: not null } when _run is null:
                _run = new TunerRun(message, sampler, seed, time);
                break;
            case { Space: not null }:
                throw new TunerException("The run has its space already; a new run is a new process.");
            case { Ask: null, Tell: null, Add: null }:
                throw new TunerException("A line holds space, ask, tell or add.");
            case var _ when _run is null:
                throw new TunerException("The first line holds the space.");
            case { Ask: { } count, Tell: null, Add: null }:
                _run.Ask(count, writer);
                return;
            case { Tell: { } result, Ask: null, Add: null }:
                _run.Tell(result);
                break;
            case { Add: { } results, Ask: null, Tell: null }:
                _run.Add(results);
                break;
            default:
                throw new TunerException("A line holds one request: ask, tell or add.");
        }
        writer.WriteBoolean("ok"u8, true);
    }

    private static TunerMessage Parse(string line)
    {
        try
        {
            return Read(line);
        }
        catch (JsonException) when (Bare().IsMatch(line))
        {
            return Read(Bare().Replace(line, "\"$0\""));
        }

        static TunerMessage Read(string text) =>
            JsonSerializer.Deserialize(text, TunerJson.Default.TunerMessage)
            ?? throw new TunerException("A line holds an object.");
    }

    // Numbers as Python's json module writes them, which are no JSON.
    [GeneratedRegex("(?<=[:\\[,]\\s*)(?:-?Infinity|NaN)(?=\\s*[,}\\]])")]
    private static partial Regex Bare();
}
