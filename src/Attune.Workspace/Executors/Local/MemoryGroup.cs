using System.Globalization;

namespace Attune.Workspace.Executors.Local;

/// <summary>A control group that holds an execution's processes under a memory limit, where this machine lets us make one.</summary>
/// <remarks>Version 2 where it is delegated, else version 1; where neither is, the executor measures and ends by itself.</remarks>
internal sealed class MemoryGroup
{
    private readonly bool _isVersion2;

    private MemoryGroup(string folder, bool isVersion2) => (Folder, _isVersion2) = (folder, isVersion2);

    /// <summary>The group's folder.</summary>
    public string Folder { get; }

    /// <summary>Makes a group, or null when this machine does not let us.</summary>
    public static MemoryGroup? TryCreate(string name, long bytes)
    {
        foreach (
            var (root, isVersion2) in new[] { ("/sys/fs/cgroup", true), ("/sys/fs/cgroup/memory", false) }
        )
        {
            var limit = isVersion2 ? "memory.max" : "memory.limit_in_bytes";
            var folder = Path.Combine(root, $"attune-{name}");
            try
            {
                if (isVersion2 && !Enables(root))
                {
                    continue;
                }
                Directory.CreateDirectory(folder);
                if (File.Exists(Path.Combine(folder, limit)))
                {
                    File.WriteAllText(
                        Path.Combine(folder, limit),
                        bytes.ToString(CultureInfo.InvariantCulture)
                    );
                    return new MemoryGroup(folder, isVersion2);
                }
                Directory.Delete(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Not ours to make: the next kind, or none.
            }
        }
        return null;
    }

    /// <summary>The group that an earlier host made; null when there is none.</summary>
    public static MemoryGroup? Find(string name)
    {
        var version1 = $"/sys/fs/cgroup/memory/attune-{name}";
        var version2 = $"/sys/fs/cgroup/attune-{name}";
        return Directory.Exists(version2) ? new MemoryGroup(version2, true)
            : Directory.Exists(version1) ? new MemoryGroup(version1, false)
            : null;
    }

    /// <summary>Whether the kernel ended a process of the group because the limit was reached.</summary>
    public bool RanOut()
    {
        try
        {
            var file = Path.Combine(Folder, _isVersion2 ? "memory.events" : "memory.oom_control");
            return File.ReadLines(file)
                .Any(line =>
                    line.StartsWith("oom_kill ", StringComparison.Ordinal)
                    && !line.EndsWith(" 0", StringComparison.Ordinal)
                );
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The most that was charged to the group at once, in bytes: memory of its processes, and of files that they read and wrote; null where the kernel does not say.</summary>
    public long? Peak()
    {
        try
        {
            var file = Path.Combine(Folder, _isVersion2 ? "memory.peak" : "memory.max_usage_in_bytes");
            return
                File.Exists(file)
                && long.TryParse(
                    File.ReadAllText(file).AsSpan().Trim(),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var bytes
                )
                ? bytes
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes the group away once it is empty.</summary>
    public void Remove()
    {
        try
        {
            Directory.Delete(Folder);
        }
        catch (IOException)
        {
            // A process is still in it; the next host removes it.
        }
    }

    private static bool Enables(string root)
    {
        var file = Path.Combine(root, "cgroup.subtree_control");
        return File.Exists(file) && File.ReadAllText(file).Contains("memory", StringComparison.Ordinal);
    }
}
