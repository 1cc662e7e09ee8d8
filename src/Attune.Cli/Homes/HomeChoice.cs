using Attune.Storage;
using Attune.Workspace.Homes;

namespace Attune.Cli.Homes;

/// <summary>Which home a command means: <c>--home</c>, then <c>ATTUNE_HOME</c>, then the first <c>.attune</c> from the current folder upwards.</summary>
internal static class HomeChoice
{
    /// <summary>The home if there is one.</summary>
    /// <param name="asked">What <c>--home</c> says.</param>
    public static Home? Find(string? asked)
    {
        if (Named(asked) is not { } folder)
        {
            return Home.Find(Environment.CurrentDirectory);
        }
        var root = RootIn(folder);
        return File.Exists(Path.Combine(root, AttuneDatabase.FileName)) ? Home.Create(root) : null;
    }

    /// <summary>The home, made when there is none: in <c>--home</c>, or as <c>.attune</c> in the current folder.</summary>
    public static Home FindOrCreate(string? asked) =>
        Named(asked) is { } folder ? Home.Create(RootIn(folder))
        : Home.Find(Environment.CurrentDirectory) is { } found ? Home.Create(found.Root)
        : Home.Create(Path.Combine(Environment.CurrentDirectory, Home.FolderName));

    private static string? Named(string? asked) =>
        asked is { Length: > 0 } ? asked
        : Environment.GetEnvironmentVariable("ATTUNE_HOME") is { Length: > 0 } variable ? variable
        : null;

    // The home itself may be named, or the folder that holds it, as people name a repository and not its .git.
    private static string RootIn(string folder)
    {
        var inside = Path.Combine(folder, Home.FolderName);
        return Path.GetFullPath(Directory.Exists(inside) ? inside : folder);
    }
}
