using System.Globalization;
using System.Text;

namespace Attune.Workspace.Executors.Local;

/// <summary>Finds the processes of executions by the marker in their environment, which survives double forks, new sessions and a lost parent.</summary>
internal sealed class Processes(string homeIdentity)
{
    /// <summary>The variable that marks every process of an execution.</summary>
    public const string Marker = "ATTUNE_EXECUTION";

    private readonly byte[] _prefix = Encoding.UTF8.GetBytes($"{Marker}={homeIdentity}/");

    /// <summary>The marker's value.</summary>
    public string MarkerOf(ExecutionId id) => $"{homeIdentity}/{id}";

    /// <summary>Every living process of this home's executions.</summary>
    public List<(int Pid, ExecutionId Execution)> All()
    {
        var found = new List<(int, ExecutionId)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(
                    Path.GetFileName(folder.AsSpan()),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var pid
                )
                && Execution(pid) is { } id
                && IsAlive(pid)
            )
            {
                found.Add((pid, id));
            }
        }
        return found;
    }

    /// <summary>The execution that a process belongs to; null when it is of none, gone, or not ours to look at.</summary>
    public ExecutionId? Execution(int pid)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{pid}/environ").AsSpan();
            for (var at = environment.IndexOf(_prefix); at >= 0; at = Next(environment, at))
            {
                if (at == 0 || environment[at - 1] == 0)
                {
                    var value = environment[(at + _prefix.Length)..];
                    var end = value.IndexOf((byte)0);
                    var text = Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
                    return ExecutionId.TryParse(text, out var id) ? id : null;
                }
            }
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a process lives. A zombie does not, though its folder in /proc may stay for long.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>Resident memory of a process, in bytes; 0 when it is gone.</summary>
    public static long Memory(int pid)
    {
        try
        {
            var pages = File.ReadAllText($"/proc/{pid}/statm").Split(' ')[1];
            return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private int Next(ReadOnlySpan<byte> environment, int at)
    {
        var further = environment[(at + 1)..].IndexOf(_prefix);
        return further < 0 ? -1 : at + 1 + further;
    }
}
