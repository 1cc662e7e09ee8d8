using System.IO.Compression;

namespace Attune.Samples.Tests;

[Trait("Run", "long")]
public sealed class Packages : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_package_comes_with_readme_and_licence_and_the_tool_brings_what_programs_need()
    {
        var (code, output) = await Repository.RunAsync(
            Repository.Root,
            null,
            "dotnet",
            "pack",
            "-c",
            "Release",
            "-o",
            _folder.FullName,
            "-nologo",
            "--disable-build-servers"
        );
        Assert.True(code == 0, output);

        var packages = _folder
            .GetFiles("*.nupkg")
            .ToDictionary(file => file.Name[..^".nupkg".Length], Entries);
        Assert.Equal(
            [
                "Attune.0.1.0",
                "Attune.Cli.0.1.0",
                "Attune.Client.0.1.0",
                "Attune.Kernel.0.1.0",
                "Attune.Storage.0.1.0",
            ],
            packages.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(
            packages.Values,
            entries => Assert.Superset(new HashSet<string> { "README.md", "LICENSE" }, entries)
        );
        Assert.Equal(
            ["Attune.0.1.0.nupkg", "Attune.Client.0.1.0.nupkg", "Attune.Storage.0.1.0.nupkg"],
            packages["Attune.Cli.0.1.0"]
                .Where(e => e.Contains("/feed/", StringComparison.Ordinal))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
    }

    private static HashSet<string> Entries(FileInfo package)
    {
        using var zip = ZipFile.OpenRead(package.FullName);
        return [.. zip.Entries.Select(entry => entry.FullName)];
    }
}
