using Attune.Jobs;

namespace Attune.Workspace.Environments;

/// <summary>What a job file asks for under <c>environment</c>. All empty means this machine.</summary>
/// <remarks>When several are set: a name that the settings map comes first, then venv, conda, recipe, image.</remarks>
public sealed record EnvironmentRequest
{
    /// <summary>A named environment as written: <c>azureml:name:1</c>, <c>name@latest</c>, a registry address or a plain name.</summary>
    public string? Name { get; init; }

    /// <summary>The folder of a Python virtual environment, absolute.</summary>
    public string? Venv { get; init; }

    /// <summary>The name or the absolute prefix of a conda environment.</summary>
    public string? Conda { get; init; }

    /// <summary>A container image.</summary>
    public string? Image { get; init; }

    /// <summary>Which engine runs the image: <c>docker</c>, <c>podman</c>, or null for the first that answers.</summary>
    public string? Engine { get; init; }

    /// <summary>More arguments for the engine's <c>run</c>, placed before the image.</summary>
    public IReadOnlyList<string> EngineArguments { get; init; } = [];

    /// <summary>What else must be installed before the environment exists (a conda file, a Dockerfile), in words; null when nothing.</summary>
    public string? Recipe { get; init; }

    /// <summary>What a job's <c>environment</c> asks for.</summary>
    /// <param name="spec">The job's environment; null when it has none.</param>
    public static EnvironmentRequest From(EnvironmentSpec? spec) =>
        new()
        {
            Name = spec?.Name,
            Image = spec?.Image,
            Recipe =
                spec?.CondaFile is { } conda ? $"the conda file {conda.Path ?? "in the job"}"
                : spec?.Build is { } build ? $"the Dockerfile in '{build.Path}'"
                : null,
        };

    /// <summary>Whether this asks for this machine's own tools and nothing else.</summary>
    public bool IsThisMachine =>
        Name is null && Venv is null && Conda is null && Image is null && Recipe is null;
}
