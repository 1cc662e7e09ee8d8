namespace Attune.Cli.Contracts;

/// <summary>A kernel that is installed, as <c>attune kernel --json</c> says it.</summary>
internal sealed record KernelContract
{
    /// <summary>The name by which notebooks ask for it.</summary>
    public required string Name { get; init; }

    /// <summary>The version of Attune that it came with.</summary>
    public required string Version { get; init; }

    /// <summary>Its folder.</summary>
    public required string Path { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Trouble { get; init; }
}
