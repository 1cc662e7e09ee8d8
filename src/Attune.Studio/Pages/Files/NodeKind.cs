using System.Runtime.InteropServices;

namespace Attune.Studio.Pages.Files;

/// <summary>What kind of thing a name in a file system is.</summary>
internal static partial class NodeKind
{
    // The framework tells links and folders from files, but takes a pipe or a device for a file, and opening one may wait for ever.
    private const uint TypeMask = 0xF000;
    private const uint Regular = 0x8000;

    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint WantType = 0x1;

    /// <summary>Whether a path is a regular file, and no link to one.</summary>
    public static bool IsRegularFile(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere a pipe has no length, and an empty file is nothing to miss.
            return new FileInfo(path) is { Exists: true, LinkTarget: null, Length: > 0 };
        }
        var status = new Status();
        return StatusOf(CurrentFolder, path, NoFollow, WantType, ref status) == 0
            && (status.Mode & TypeMask) == Regular;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusOf(int folder, string path, int flags, uint mask, ref Status status);

    // struct statx of Linux: 256 bytes on every architecture, the mode at byte 28.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;
    }
}
