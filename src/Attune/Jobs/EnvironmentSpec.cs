namespace Attune.Jobs;

/// <summary>What a command runs in: a name that the settings map to something on this machine, or a description.</summary>
public sealed record EnvironmentSpec
{
    /// <summary>The name: <c>azureml:name:version</c>, <c>azureml:name@latest</c> or a registry's. A plain text in the job file is this.</summary>
    public string? Name { get; init; }

    /// <summary>The version of an inline environment; kept as a label.</summary>
    public string? Version { get; init; }

    /// <summary>What the environment is for.</summary>
    public string? Description { get; init; }

    /// <summary>Labels of the environment.</summary>
    public ValueMap<string?> Tags { get; init; }

    /// <summary>A container image; needs docker or podman on this machine.</summary>
    public string? Image { get; init; }

    /// <summary>A conda environment: a path to its file, or the file's content; needs conda on this machine.</summary>
    public CondaFile? CondaFile { get; init; }

    /// <summary>A container image to build; needs docker or podman on this machine.</summary>
    public ImageBuild? Build { get; init; }

    /// <summary>The operating system of the image; only <c>linux</c>.</summary>
    public string? OsType { get; init; }
}

/// <summary>A conda environment: where its file is, or what it says. One of the two.</summary>
public sealed record CondaFile
{
    /// <summary>The path of the file, relative to the job file. A plain text in the job file is this.</summary>
    public string? Path { get; init; }

    /// <summary>What the file says, as JSON, which conda reads as YAML. A map in the job file is this.</summary>
    public FreeForm? Content { get; init; }
}

/// <summary>A container image to build.</summary>
public sealed record ImageBuild
{
    /// <summary>The folder to build from, relative to the job file.</summary>
    public required string Path { get; init; }

    /// <summary>The Dockerfile in that folder. Default <c>Dockerfile</c>.</summary>
    public string? DockerfilePath { get; init; }
}
