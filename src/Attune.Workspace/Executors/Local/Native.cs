using System.Runtime.InteropServices;

namespace Attune.Workspace.Executors.Local;

/// <summary>The calls of the C library that .NET has no door to.</summary>
internal static unsafe partial class Native
{
    public const int SigTerm = 15;
    public const int SigKill = 9;
    private const int OpenWrite = 1;
    private const int OpenCreate = 0x40;
    private const int OpenAppend = 0x400;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;
    private const int PidFdOpen = 434;
    private const int WaitByPidFd = 3;
    private const int WaitExited = 4;

    /// <summary>Starts a program as the leader of a new session, standard output and error appended to a file.</summary>
    /// <returns>Its process id.</returns>
    /// <exception cref="IOException">It could not be started.</exception>
    public static int Spawn(
        string program,
        IReadOnlyList<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment,
        string folder,
        string logFile
    )
    {
        // Larger than any libc's: glibc needs 80 and 336 bytes.
        Span<byte> actionsSpace = stackalloc byte[512];
        Span<byte> attributesSpace = stackalloc byte[1024];
        Span<byte> signals = stackalloc byte[128];
        fixed (
            byte* actions = actionsSpace,
                attributes = attributesSpace,
                set = signals
        )
        {
            Check(posix_spawn_file_actions_init(actions), "prepare");
            Check(posix_spawnattr_init(attributes), "prepare");
            var argv = Strings(arguments);
            var envp = Strings([.. environment.Select(variable => $"{variable.Key}={variable.Value}")]);
            try
            {
                Check(posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0), "open /dev/null");
                Check(
                    posix_spawn_file_actions_addopen(
                        actions,
                        1,
                        logFile,
                        OpenWrite | OpenCreate | OpenAppend,
                        0x180
                    ),
                    "open the log"
                );
                Check(posix_spawn_file_actions_adddup2(actions, 1, 2), "open the log");
                Check(posix_spawn_file_actions_addchdir_np(actions, folder), "enter the folder");
                _ = sigemptyset(set);
                Check(posix_spawnattr_setsigmask(attributes, set), "set signals");
                _ = sigfillset(set);
                Check(posix_spawnattr_setsigdefault(attributes, set), "set signals");
                Check(
                    posix_spawnattr_setflags(attributes, SetSession | SetSignalMask | SetSignalDefaults),
                    "set flags"
                );
                var error = posix_spawnp(out var pid, program, actions, attributes, argv, envp);
                Check(error, $"start {program} in {folder}");
                return pid;
            }
            finally
            {
                Free(argv);
                Free(envp);
                _ = posix_spawn_file_actions_destroy(actions);
                _ = posix_spawnattr_destroy(attributes);
            }
        }
    }

    /// <summary>A descriptor that becomes readable when the process ends; −1 when there is no such process.</summary>
    public static int OpenProcess(int pid) => (int)syscall(PidFdOpen, pid, 0);

    /// <summary>Takes the dead child away, so that it leaves no zombie; nothing for a process that is no child of ours.</summary>
    public static void Reap(int processDescriptor)
    {
        var information = stackalloc byte[128];
        _ = waitid(WaitByPidFd, processDescriptor, information, WaitExited);
    }

    /// <summary>Waits for any of the descriptors to become readable.</summary>
    public static int Poll(Span<PollEntry> entries, int milliseconds)
    {
        fixed (PollEntry* first = entries)
        {
            return poll(first, (nuint)entries.Length, milliseconds);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int descriptor, out long value, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int descriptor, in long value, nuint count);

    /// <summary>One descriptor to wait for.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }

    private static byte** Strings(IReadOnlyList<string> texts)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
        {
            array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }
        return array;
    }

    private static void Free(byte** array)
    {
        for (var i = 0; array[i] is not null; i++)
        {
            Marshal.FreeCoTaskMem((nint)array[i]);
        }
        NativeMemory.Free(array);
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            throw new IOException($"Could not {what}: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(
        byte* actions,
        int fd,
        string path,
        int flags,
        uint mode
    );

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int fd, int target);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* set);

    [LibraryImport("libc")]
    private static partial int sigfillset(byte* set);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawnp(
        out int pid,
        string program,
        byte* actions,
        byte* attributes,
        byte** argv,
        byte** envp
    );

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint first, nint second);

    [LibraryImport("libc")]
    private static partial int waitid(int kind, int id, byte* information, int options);

    [LibraryImport("libc")]
    private static partial int poll(PollEntry* entries, nuint count, int milliseconds);
}
