namespace Attune.Workspace.Homes;

/// <summary>Folders that only their owner may look into.</summary>
internal static class PrivateFolder
{
    /// <summary>Makes the folder unless it is there.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
    }
}
