namespace Attune.Workspace.Sweeps;

/// <summary>Where Attune's own NuGet packages lie, for C# trial scripts that use them.</summary>
internal static class Feed
{
    /// <summary>The <c>feed</c> folder beside the program, or null when it was built without one.</summary>
    public static string? Find()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "feed");
        return Directory.Exists(beside) ? beside : null;
    }
}
