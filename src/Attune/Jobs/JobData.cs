using System.Text.Json.Serialization;
using Attune.Spaces;

namespace Attune.Jobs;

/// <summary>What kind of data an input or output is.</summary>
public enum DataType
{
    /// <summary>A folder.</summary>
    UriFolder,

    /// <summary>A file.</summary>
    UriFile,

    /// <summary>A folder with a table description; the script gets the folder.</summary>
    Mltable,

    /// <summary>A model in a form of its own; a file or a folder.</summary>
    CustomModel,

    /// <summary>A model in MLflow's form; a folder.</summary>
    MlflowModel,

    /// <summary>A model in Triton's form; a folder.</summary>
    TritonModel,
}

/// <summary>How a cloud hands an input to the script.</summary>
public enum InputMode
{
    /// <summary>Read-only, mounted. Here: the path itself.</summary>
    RoMount,

    /// <summary>Read and write, mounted. Here: the path itself.</summary>
    RwMount,

    /// <summary>Copied first. Here: the path itself; a URL is fetched once.</summary>
    Download,

    /// <summary>The address itself.</summary>
    Direct,

    /// <summary>A table, mounted. Here: the path itself.</summary>
    EvalMount,

    /// <summary>A table, copied first. Here: the path itself.</summary>
    EvalDownload,
}

/// <summary>How a cloud takes an output from the script.</summary>
public enum OutputMode
{
    /// <summary>Written in place. Here: a folder of the job.</summary>
    RwMount,

    /// <summary>An older name of <see cref="RwMount"/>.</summary>
    Mount,

    /// <summary>Copied at the end. Here: a folder of the job.</summary>
    Upload,

    /// <summary>The address itself. Here: a folder of the job.</summary>
    Direct,
}

/// <summary>An input of a job: a literal value, or data at a path. Without either it has no value.</summary>
public sealed record JobInput
{
    /// <summary>The literal: a number, a text or a boolean. A plain value in the job file is this.</summary>
    public ParameterValue? Value { get; init; }

    /// <summary>What the path leads to. Absent: a file or a folder, as it is found.</summary>
    public DataType? Type { get; init; }

    /// <summary>Where the data is: a path relative to the job file, <c>file:</c> or <c>http(s)://</c>; an address of a cloud needs a mapping in the settings.</summary>
    public string? Path { get; init; }

    /// <summary>How the data is handed over.</summary>
    public InputMode? Mode { get; init; }

    /// <summary>The datastore of a cloud that the path is in; needs a mapping in the settings.</summary>
    public string? Datastore { get; init; }

    /// <summary>What the input is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether there is a value; an input without one may only stand in <c>$[[ … ]]</c>.</summary>
    [JsonIgnore]
    public bool HasValue => Value is not null || Path is not null;
}

/// <summary>A declared output of a job. An empty one is a folder.</summary>
public sealed record JobOutput
{
    /// <summary>What the script writes there. Default: a folder.</summary>
    public DataType? Type { get; init; }

    /// <summary>How a cloud takes it; here always a folder of the job.</summary>
    public OutputMode? Mode { get; init; }

    /// <summary>Where it is to lie. Absent: in the job's folder. A local path is taken relative to the job file.</summary>
    public string? Path { get; init; }

    /// <summary>The name of the asset that a cloud registers it as.</summary>
    public string? Name { get; init; }

    /// <summary>The version of that asset.</summary>
    public string? Version { get; init; }

    /// <summary>What the output is.</summary>
    public string? Description { get; init; }
}
