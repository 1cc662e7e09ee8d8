using System.Text.RegularExpressions;

namespace Attune.Workspace.Catalog;

/// <summary>A named workspace of a home: jobs, compute and assets of its own.</summary>
public sealed partial record WorkspaceRecord
{
    /// <summary>Its name: 3 to 33 letters, digits, <c>-</c> and <c>_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name shown to people; null for the name itself.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>A cloud's subscription, kept as a label; null when none was said.</summary>
    public string? Subscription { get; init; }

    /// <summary>A cloud's resource group, kept as a label; null when none was said.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>A cloud's region, kept as a label. Default <c>local</c>.</summary>
    public string Location { get; init; } = "local";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; init; } = new Dictionary<string, string?>();

    /// <summary>An id that no other workspace has.</summary>
    public string Id { get; init; } = "";

    /// <summary>When it was made; null for one that was never written down.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Why a name cannot be a workspace's; null when it can.</summary>
    public static Problem? CheckName(string name) =>
        ValidName().IsMatch(name)
            ? null
            : new Problem(
                "name",
                $"'{name}' cannot be a workspace's name.",
                "3 to 33 letters, digits, '-' and '_', a letter or digit first"
            );

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{2,32}\z")]
    private static partial Regex ValidName();
}
