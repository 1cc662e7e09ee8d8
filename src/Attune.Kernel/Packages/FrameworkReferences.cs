using System.Globalization;

namespace Attune.Kernel.Packages;

/// <summary>
/// The running framework as the compiler sees it: the SDK's reference assemblies, which are small and documented, or, without an SDK, the
/// assemblies themselves.
/// </summary>
internal static class FrameworkReferences
{
    public static IReadOnlyList<string> Files { get; } = Find();

    /// <summary>Whether the framework has an assembly of that name.</summary>
    public static bool Has(string path) => Names.Contains(Path.GetFileName(path));

    private static readonly HashSet<string> Names = new(
        Files.Select(file => Path.GetFileName(file)),
        StringComparer.OrdinalIgnoreCase
    );

    private static string[] Find()
    {
        var running = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        // shared/Microsoft.NETCore.App/10.0.x/ and packs/Microsoft.NETCore.App.Ref/10.0.y/ref/net10.0/ lie side by side.
        var packs = Path.GetFullPath(
            Path.Combine(running, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref")
        );
        var major = Environment.Version.Major.ToString(CultureInfo.InvariantCulture);
        var pack = Directory.Exists(packs)
            ? Directory
                .GetDirectories(packs, major + ".*")
                .Select(each => Path.Combine(each, "ref", $"net{major}.0"))
                .Where(Directory.Exists)
                .Order(StringComparer.Ordinal)
                .LastOrDefault()
            : null;
        return pack is not null
            ? Directory.GetFiles(pack, "*.dll")
            :
            [
                .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                    .Split(Path.PathSeparator)
                    .Where(path => Path.GetDirectoryName(path) == running),
            ];
    }
}
