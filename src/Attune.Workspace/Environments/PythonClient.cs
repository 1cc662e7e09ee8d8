namespace Attune.Workspace.Environments;

/// <summary>The Python package <c>attune</c> that comes with the program, so that a trial's script can <c>import attune</c> without installing it.</summary>
internal static class PythonClient
{
    /// <summary>The folder that holds the package; null where the program has none.</summary>
    public static string? Folder { get; } =
        Path.Combine(AppContext.BaseDirectory, "python", "attune") is var folder && Directory.Exists(folder)
            ? folder
            : null;

    /// <summary>A <c>PYTHONPATH</c> with the package behind what stands in it already; null for none.</summary>
    /// <param name="path">What it is without; null or empty for nothing.</param>
    public static string? AddedTo(string? path) =>
        Folder is null ? path
        : string.IsNullOrEmpty(path) ? Folder
        : path + Path.PathSeparator + Folder;
}
