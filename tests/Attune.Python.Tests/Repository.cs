namespace Attune.Python.Tests;

/// <summary>The folders of the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A path in the repository.</summary>
    public static string Path(params string[] names) => System.IO.Path.Combine([Root, .. names]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Attune.slnx")))
        {
            folder =
                folder.Parent
                ?? throw new InvalidOperationException("The tests do not lie in a clone of the repository.");
        }
        return folder.FullName;
    }
}
