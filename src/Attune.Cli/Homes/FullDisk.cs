using Attune.Workspace.Homes;

namespace Attune.Cli.Homes;

/// <summary>Whether the disk of a home is full, which makes its sweeps wait.</summary>
internal static class FullDisk
{
    // Less than this and the database cannot take a batch of points.
    private const long Least = 256 * 1024;

    /// <summary>What to tell a person; null while there is space, or where nobody can say.</summary>
    public static string? Find(Home home)
    {
        try
        {
            return new DriveInfo(home.Root).AvailableFreeSpace < Least
                ? $"The disk of {home.Root} is full: what runs waits until there is space again. Nothing is lost."
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
