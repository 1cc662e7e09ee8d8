namespace Attune.Studio.Tests;

/// <summary>A home of a test's own, without a host.</summary>
internal sealed class OwnHome : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("attune-own-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
