using System.Text.RegularExpressions;

namespace Attune.Workspace.Assets;

/// <summary>A cloud's reference to an asset or to a place in a datastore, taken apart. Workspaces that it names are names in the home.</summary>
public abstract partial record AssetReference
{
    private AssetReference() { }

    /// <summary>A version of an asset.</summary>
    /// <param name="Kind">One of <see cref="AssetKinds"/>; null when the text does not say.</param>
    /// <param name="Name">The asset.</param>
    /// <param name="Version">The version; null for the latest.</param>
    /// <param name="Workspace">The workspace that is named; null for the job's own.</param>
    public sealed record ToAsset(string? Kind, string Name, string? Version, string? Workspace)
        : AssetReference;

    /// <summary>A place in a datastore.</summary>
    /// <param name="Store">The datastore.</param>
    /// <param name="Path">The path in it.</param>
    /// <param name="Workspace">The workspace that is named; null for the job's own.</param>
    public sealed record ToPlace(string Store, string Path, string? Workspace) : AssetReference;

    /// <summary>The reference; null when the text is none of these.</summary>
    public static AssetReference? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Place().Match(text) is { Success: true } place)
        {
            return new ToPlace(
                place.Groups["store"].Value,
                place.Groups["path"].Value,
                Optional(place.Groups["workspace"])
            );
        }
        if (Id().Match(text) is { Success: true } id)
        {
            return new ToAsset(
                id.Groups["kind"].Value.ToLowerInvariant(),
                id.Groups["name"].Value,
                Optional(id.Groups["version"]),
                id.Groups["workspace"].Value
            );
        }
        return Short().Match(text) is { Success: true } brief
            ? new ToAsset(null, brief.Groups["name"].Value, Optional(brief.Groups["version"]), null)
            : null;
    }

    private static string? Optional(Group group) => group.Success ? group.Value : null;

    private const RegexOptions Loose = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(
        @"^azureml://(?:subscriptions/[^/]+/resourcegroups/[^/]+/(?:providers/[^/]+/)?workspaces/(?<workspace>[^/]+)/)?datastores/(?<store>[^/]+)(?:/paths)?/?(?<path>.*)$",
        Loose
    )]
    private static partial Regex Place();

    [GeneratedRegex(
        @"^(?:azureml:)?/?/?subscriptions/[^/]+/resourcegroups/[^/]+/providers/[^/]+/workspaces/(?<workspace>[^/]+)/(?<kind>data|environments|codes)/(?<name>[^/]+)(?:/versions/(?<version>[^/]+)|/labels/latest)?/?$",
        Loose
    )]
    private static partial Regex Id();

    [GeneratedRegex(@"^azureml:(?!/)(?<name>[^:@/]+)(?::(?<version>[^:@/]+)|@latest)?$", Loose)]
    private static partial Regex Short();
}
