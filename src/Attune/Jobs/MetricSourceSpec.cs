using System.Text.Json.Serialization;

namespace Attune.Jobs;

/// <summary>Where metrics are read from. The closed family is the registry of what <c>from</c> may name.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "from")]
[JsonDerivedType(typeof(OutputMetrics), "stdout")]
[JsonDerivedType(typeof(FileMetrics), "file")]
[JsonDerivedType(typeof(TensorBoardMetrics), "tensorboard")]
public abstract record MetricSourceSpec
{
    private protected MetricSourceSpec() { }
}

/// <summary>Forms of lines on standard output.</summary>
public enum OutputFormat
{
    /// <summary><c>name=value</c> or <c>name: value</c> anywhere in a line, or what <see cref="OutputMetrics.Regex"/> finds.</summary>
    Text,

    /// <summary>A JSON object on a line of its own; its numbers are metrics.</summary>
    Json,
}

/// <summary>Metrics in the lines that a trial prints.</summary>
public sealed record OutputMetrics : MetricSourceSpec
{
    /// <summary>The form of the lines. Default text.</summary>
    public OutputFormat Format { get; init; }

    /// <summary>Only this metric; with a regex that has no group <c>name</c>, the metric that it finds. Absent: any.</summary>
    public string? Name { get; init; }

    /// <summary>A regular expression for the text form: group <c>value</c> (or the only group), and optionally <c>name</c> and <c>step</c>.
    /// Look-around and back-references are not allowed.</summary>
    public string? Regex { get; init; }
}

/// <summary>Forms of a file of metrics.</summary>
public enum MetricFileFormat
{
    /// <summary>A JSON object on each line.</summary>
    Jsonl,

    /// <summary>Comma-separated values with a line of names.</summary>
    Csv,

    /// <summary>Lines as on standard output.</summary>
    Text,
}

/// <summary>Metrics in a file that a trial writes.</summary>
public sealed record FileMetrics : MetricSourceSpec
{
    /// <summary>The file, relative to the trial's folder.</summary>
    public required string Path { get; init; }

    /// <summary>The file's form. Default jsonl.</summary>
    public MetricFileFormat Format { get; init; }

    /// <summary>Only this metric. Absent: any.</summary>
    public string? Name { get; init; }

    /// <summary>A regular expression for the text form; see <see cref="OutputMetrics.Regex"/>.</summary>
    public string? Regex { get; init; }
}

/// <summary>Metrics in TensorBoard event files that a trial writes.</summary>
public sealed record TensorBoardMetrics : MetricSourceSpec
{
    /// <summary>The folder with the event files, relative to the trial's folder.</summary>
    public required string Path { get; init; }
}
