using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Attune.Kernel.Packages;

/// <summary>The packages of this kernel: restored together, so that their versions agree, and loaded as a program loads its own.</summary>
internal sealed class PackageSet
{
    private readonly List<PackageRequest> _requests = [];
    private readonly ConcurrentDictionary<string, string> _assemblies = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _natives = new(StringComparer.OrdinalIgnoreCase);
    private Restored _restored = Restored.Nothing;

    public PackageSet()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name is { } simple && _assemblies.TryGetValue(simple, out var path)
                ? context.LoadFromAssemblyPath(path)
                : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => LoadNative(name);
    }

    /// <summary>Adds packages; does nothing when there are no new ones.</summary>
    /// <param name="requests">The packages.</param>
    /// <param name="say">Takes a line about what is being done.</param>
    /// <param name="cancellationToken">Ends it; the set stays as it was.</param>
    /// <exception cref="PackageException">They cannot be had.</exception>
    public async Task AddAsync(
        IReadOnlyList<PackageRequest> requests,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        var added = requests.Where(each => !_requests.Contains(each)).Distinct().ToList();
        if (added.Count == 0)
        {
            return;
        }
        // Of one package the last word counts.
        var all = _requests.Where(old => !added.Any(each => SameName(each, old))).Concat(added).ToList();
        var restored = await Restore.RunAsync(all, say, cancellationToken);
        foreach (var (name, path) in restored.Assemblies)
        {
            if (_assemblies.TryGetValue(name, out var known) && known != path && IsLoaded(name))
            {
                say(
                    $"{name} is loaded from {known} already; the version asked for counts after a restart of the kernel."
                );
                continue;
            }
            _assemblies[name] = path;
        }
        foreach (var path in restored.Natives)
        {
            _natives[Path.GetFileName(path)] = path;
        }
        _restored = restored;
        _requests.Clear();
        _requests.AddRange(all);
        foreach (var each in added)
        {
            say($"{each.Id} {restored.VersionOf(each.Id)}");
        }
    }

    /// <summary>All assemblies that packages have brought, to compile against.</summary>
    public IEnumerable<string> Assemblies => _restored.Assemblies.Select(each => each.Path);

    /// <summary>Lets an assembly in a file, and those beside it, be found when a cell runs.</summary>
    public void LoadFile(string path)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.dll"))
        {
            _assemblies.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }
        _assemblies[Path.GetFileNameWithoutExtension(path)] = path;
    }

    private static bool SameName(PackageRequest one, PackageRequest other) =>
        string.Equals(one.Id, other.Id, StringComparison.OrdinalIgnoreCase);

    private static bool IsLoaded(string name) =>
        AssemblyLoadContext.Default.Assemblies.Any(each => NameOf(each) == name);

    private static string? NameOf(Assembly assembly) => assembly.GetName().Name;

    private IntPtr LoadNative(string name)
    {
        var extension =
            OperatingSystem.IsMacOS() ? ".dylib"
            : OperatingSystem.IsWindows() ? ".dll"
            : ".so";
        foreach (var file in (string[])[name, $"lib{name}{extension}", $"{name}{extension}", $"lib{name}"])
        {
            if (_natives.TryGetValue(file, out var path) && NativeLibrary.TryLoad(path, out var handle))
            {
                return handle;
            }
        }
        return IntPtr.Zero;
    }
}

/// <summary>Packages that cannot be had, and why.</summary>
internal sealed class PackageException(string message) : Exception(message);
