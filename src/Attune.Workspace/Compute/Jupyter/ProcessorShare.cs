using System.Globalization;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>Holds an instance's programs to some of the machine's processors, by <c>taskset</c> where it is installed.</summary>
internal static class ProcessorShare
{
    private const string Program = "/usr/bin/taskset";

    /// <summary>The words before the command; none where this machine cannot.</summary>
    /// <param name="count">How many processors.</param>
    /// <param name="key">Instances with different keys begin at different processors.</param>
    public static IReadOnlyList<string> Wrapper(int count, string key)
    {
        var all = Allowed();
        if (!File.Exists(Program) || all.Count <= count)
        {
            return [];
        }
        var first = key.Sum(character => character);
        var chosen = Enumerable.Range(first, count).Select(each => all[each % all.Count]);
        return [Program, "--cpu-list", string.Join(',', chosen)];
    }

    // The processors that this process may use need not begin at 0: "0-3,8" in a container that is held to some itself.
    private static List<int> Allowed()
    {
        const string Key = "Cpus_allowed_list:";
        const string Status = "/proc/self/status";
        var line = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))
            : null;
        var all = new List<int>();
        foreach (var range in line?[Key.Length..].Trim().Split(',') ?? [])
        {
            var ends = range.Split('-');
            var from = int.Parse(ends[0], CultureInfo.InvariantCulture);
            var to = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            all.AddRange(Enumerable.Range(from, to - from + 1));
        }
        return all;
    }
}
