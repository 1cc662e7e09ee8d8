using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Storage;

/// <summary>Who holds a home.</summary>
/// <param name="ProcessId">The process id on that machine.</param>
/// <param name="StartedAt">When that process started, so that a reused process id is not mistaken for it.</param>
/// <param name="Machine">The machine's name.</param>
public sealed record LockHolder(int ProcessId, DateTimeOffset StartedAt, string Machine);

/// <summary>The right to write a home: one holder at a time. The kernel takes it back when the holder dies, however it dies.</summary>
/// <remarks>
/// The lock is on an open file, so that a killed holder leaves nothing to clean up. A locked file cannot be read by
/// others, hence the holder's name stands in a second file beside it, which means nothing unless the first is locked.
/// Children never inherit the lock: the file is opened close-on-exec. Safe to dispose from any thread, and twice.
/// </remarks>
public sealed class HomeLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holderPath;

    private HomeLock(FileStream file, string holderPath) => (_file, _holderPath) = (file, holderPath);

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock file, created when missing; its folder must exist.</param>
    /// <exception cref="HomeLockedException">Another holder has it.</exception>
    public static HomeLock Take(string path)
    {
        var holderPath = path + ".json";
        FileStream file;
        try
        {
            file = new FileStream(
                path,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 0
            );
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            var holder = ReadHolder(holderPath);
            throw new HomeLockedException(Refusal(path, holder, e), holder);
        }
        try
        {
            WriteHolder(holderPath);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        return new HomeLock(file, holderPath);
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        if (!_file.SafeFileHandle.IsClosed)
        {
            File.Delete(_holderPath);
            _file.Dispose();
        }
    }

    private static string Refusal(string path, LockHolder? holder, IOException cause)
    {
        var place = Path.GetDirectoryName(Path.GetFullPath(path));
        return holder is null
            ? $"{place} is in use by another process ({cause.Message})."
            : FormattableString.Invariant(
                $"{place} is in use by process {holder.ProcessId} on {holder.Machine} (started {holder.StartedAt:u}). Stop it first, or use another home."
            );
    }

    private static void WriteHolder(string path)
    {
        using var process = Process.GetCurrentProcess();
        var holder = new LockHolder(
            Environment.ProcessId,
            process.StartTime.ToUniversalTime(),
            Environment.MachineName
        );
        var temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(holder, HolderJson.Default.LockHolder));
        File.Move(temporary, path, overwrite: true);
    }

    private static LockHolder? ReadHolder(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), HolderJson.Default.LockHolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // The holder is between taking the lock and writing its name: the refusal stands without a name.
            return null;
        }
    }
}

[JsonSerializable(typeof(LockHolder))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true
)]
internal sealed partial class HolderJson : JsonSerializerContext;
