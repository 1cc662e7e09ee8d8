namespace Attune.Workspace.Compute;

/// <summary>The way to what runs in an instance, and what its programs prove themselves by.</summary>
public sealed record InstanceDoor
{
    /// <summary>Where it listens: an address of this machine, such as <c>http://127.0.0.1:20311/</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>The path under which all of it lies, as browsers see it: <c>/jupyter/default/ci-1/</c>, after the studio's path prefix.</summary>
    public required string Path { get; init; }

    /// <summary>What it asks for, and no browser knows.</summary>
    public required string Token { get; init; }

    /// <summary>Whose it is: the one person who may open it.</summary>
    public required string Owner { get; init; }

    /// <summary>By which its programs act for its owner at the host, for as long as it runs.</summary>
    public required string OwnerToken { get; init; }

    /// <summary>Where an instance lies below the studio's root: <c>jupyter/WORKSPACE/NAME/</c>.</summary>
    public static string PlaceOf(string workspace, string name) => $"jupyter/{workspace}/{name}/";
}
