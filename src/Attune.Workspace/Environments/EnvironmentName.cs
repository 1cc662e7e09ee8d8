using System.Text.RegularExpressions;

namespace Attune.Workspace.Environments;

/// <summary>A reference to a named environment, taken apart.</summary>
/// <param name="Text">The reference as written.</param>
/// <param name="Name">The name alone, such as <c>AzureML-sklearn-1.0</c>.</param>
/// <param name="Version">The version, or null for a label such as <c>@latest</c> and for a plain name.</param>
public sealed partial record EnvironmentName(string Text, string Name, string? Version)
{
    /// <summary>
    /// Takes apart <c>azureml:name:version</c>, <c>azureml:name@label</c>, <c>name</c>, <c>azureml://registries/r/environments/name/…</c>
    /// and ARM ids. What fits no form is its own short name.
    /// </summary>
    public static EnvironmentName Parse(string text)
    {
        var match = Address().Match(text) is { Success: true } address ? address : Plain().Match(text);
        if (!match.Success)
            return new EnvironmentName(text, text, null);
        var version = match.Groups["version"].Value;
        return new EnvironmentName(text, match.Groups["name"].Value, version.Length == 0 ? null : version);
    }

    [GeneratedRegex(
        @"/environments/(?<name>[^/]+)(?:/versions/(?<version>[^/]+)|/labels/[^/]+)?/?$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex Address();

    [GeneratedRegex(
        @"^(?:azureml:)?(?<name>[^:@/]+)(?::(?<version>[^:@/]+)|@[^:@/]+)?$",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Plain();
}
