using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Workspace.Metrics;

/// <summary>How long the metric files of a trial were when its attempt began: what stands before that is an earlier attempt's.</summary>
/// <remarks>Kept in the trial's folder, so that a restarted host begins at the same places.</remarks>
internal sealed class SourceOffsets
{
    private readonly Dictionary<string, long> _lengths;

    private SourceOffsets(Dictionary<string, long> lengths) => _lengths = lengths;

    /// <summary>Of a first attempt: every file is read from its beginning.</summary>
    public static SourceOffsets None { get; } = new([]);

    /// <summary>Where to begin in a file.</summary>
    public long Of(string path) => _lengths.GetValueOrDefault(path);

    /// <summary>The offsets of an attempt: measured when it is opened for the first time, read back later.</summary>
    /// <param name="folder">The trial's folder.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    /// <param name="files">The files that are there now, absolute.</param>
    public static SourceOffsets Open(string folder, int attempt, IEnumerable<string> files)
    {
        if (attempt <= 1)
        {
            return None;
        }
        var name = string.Create(CultureInfo.InvariantCulture, $".metrics_before_attempt_{attempt}.json");
        var kept = Path.Combine(folder, "logs", name);
        if (Read(kept) is { } known)
        {
            return new SourceOffsets(known);
        }
        var lengths = files
            .Select(file => new FileInfo(file))
            .Where(file => file.Exists)
            .ToDictionary(file => file.FullName, file => file.Length);
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        File.WriteAllText(
            kept + ".new",
            JsonSerializer.Serialize(lengths, OffsetsJson.Default.DictionaryStringInt64)
        );
        File.Move(kept + ".new", kept, overwrite: true);
        return new SourceOffsets(lengths);
    }

    private static Dictionary<string, long>? Read(string path)
    {
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(
                    File.ReadAllText(path),
                    OffsetsJson.Default.DictionaryStringInt64
                )
                : null;
        }
        catch (JsonException)
        {
            return null; // the trial wrote over it
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class OffsetsJson : JsonSerializerContext;
