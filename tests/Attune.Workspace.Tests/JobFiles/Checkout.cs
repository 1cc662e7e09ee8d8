using System.Runtime.CompilerServices;

namespace Attune.Workspace.Tests.JobFiles;

/// <summary>The files of this repository.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", ".."));
}
