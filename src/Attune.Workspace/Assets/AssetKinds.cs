namespace Attune.Workspace.Assets;

/// <summary>The kinds of assets, by the words of their addresses.</summary>
public static class AssetKinds
{
    /// <summary>Data.</summary>
    public const string Data = "data";

    /// <summary>Environments.</summary>
    public const string Environments = "environments";

    /// <summary>Code.</summary>
    public const string Codes = "codes";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> All { get; } = [Data, Environments, Codes];
}
