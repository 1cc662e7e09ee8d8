using System.Globalization;
using System.Text.Json;

namespace Attune.Client;

/// <summary>Where a host is, what lets in, and which workspace is meant.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Token">What lets in.</param>
/// <param name="Workspace">The workspace.</param>
/// <param name="Home">Its home when that lies on this machine, so that paths mean the same here and there; else null.</param>
internal sealed record HostPlace(Uri Address, string Token, string Workspace, string? Home)
{
    private const string DefaultWorkspace = "default";
    private const string HomeFolder = ".attune";
    private static readonly string[] ConfigFiles = ["config.json", Path.Combine(".azureml", "config.json")];

    /// <summary>
    /// Looks for a host: where it is said; in the variables <c>ATTUNE_URL</c> and <c>ATTUNE_TOKEN</c>, or those of the tracking protocol;
    /// in the nearest <c>config.json</c>; in the home that <c>ATTUNE_HOME</c> names, or the nearest <c>.attune</c>.
    /// </summary>
    /// <param name="address">Where the caller says it is; null to look.</param>
    /// <param name="token">What the caller says lets in; null to look.</param>
    /// <param name="workspace">The workspace that the caller names; null to look.</param>
    /// <param name="folder">From where to look upwards.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="HostNotFoundException">There is none.</exception>
    public static HostPlace Find(
        Uri? address,
        string? token,
        string? workspace,
        string folder,
        Func<string, string?> variable
    )
    {
        token ??= Text(variable, "ATTUNE_TOKEN") ?? Text(variable, "MLFLOW_TRACKING_TOKEN");
        workspace ??= Text(variable, "ATTUNE_WORKSPACE");
        address ??=
            AddressIn(Text(variable, "ATTUNE_URL")) ?? AddressIn(Text(variable, "MLFLOW_TRACKING_URI"));
        var home = Text(variable, "ATTUNE_HOME") is { } named ? RootIn(named) : null;
        var config = Config.FindFrom(folder);
        if (address is not null && token is not null)
        {
            return new HostPlace(
                address,
                token,
                workspace ?? config?.WorkspaceName ?? DefaultWorkspace,
                home is not null && AddressOf(home) == address ? home : null
            );
        }
        home ??= config?.Home ?? HomeAbove(folder);
        address ??= (home is null ? null : AddressOf(home)) ?? AddressIn(config?.Url);
        token ??= home is null ? null : TokenOf(home);
        return address is not null && token is not null
            ? new HostPlace(address, token, workspace ?? config?.WorkspaceName ?? DefaultWorkspace, home)
            : throw new HostNotFoundException(Missing(folder, address, home));
    }

    private static string Missing(string folder, Uri? address, string? home) =>
        address is not null
            ? $"Nothing lets in at {address}: set ATTUNE_TOKEN to a token of yours (the studio's page Tokens makes one), or run where the home of that host is."
        : home is not null ? $"No host has run in {home} yet. Start one there: attune studio --home {home}"
        : $"No Attune was found: neither ATTUNE_URL with ATTUNE_TOKEN, nor a config.json, nor a .attune folder in {folder} or above it. Start a host with `attune studio`, or write a config.json with `attune workspace config`.";

    private static string? Text(Func<string, string?> variable, string name) =>
        variable(name) is { Length: > 0 } text ? text : null;

    private static Uri? AddressIn(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? WithSlash(address)
            : null;

    // What follows would take the place of the last part of the path.
    private static Uri WithSlash(Uri address) =>
        address.AbsolutePath.EndsWith('/')
            ? address
            : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;

    private static string? HomeAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, HomeFolder)))
            {
                return Path.Combine(at.FullName, HomeFolder);
            }
        }
        return null;
    }

    private static string RootIn(string folder)
    {
        var inside = Path.Combine(folder, HomeFolder);
        return Path.GetFullPath(Directory.Exists(inside) ? inside : folder);
    }

    private static Uri? AddressOf(string home) =>
        ReadIn(home, "port") is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new UriBuilder("http", "127.0.0.1", port).Uri
            : null;

    private static string? TokenOf(string home) => ReadIn(home, Path.Combine("keys", "host-token"));

    private static string? ReadIn(string home, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(home, name)).Trim() is { Length: > 0 } text ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What a <c>config.json</c> says.</summary>
    private sealed record Config(string? WorkspaceName, string? Home, string? Url)
    {
        public static Config? FindFrom(string folder)
        {
            for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            {
                foreach (var name in ConfigFiles)
                {
                    if (Read(Path.Combine(at.FullName, name)) is { } config)
                    {
                        return config;
                    }
                }
            }
            return null;
        }

        // Other programs have files of this name too.
        private static Config? Read(string file)
        {
            try
            {
                using var json = JsonDocument.Parse(File.ReadAllBytes(file));
                return
                    json.RootElement.ValueKind == JsonValueKind.Object
                    && Member(json.RootElement, "workspace_name") is { } workspace
                    ? new Config(
                        workspace,
                        Member(json.RootElement, "attune_home") is { } home && Directory.Exists(home)
                            ? home
                            : null,
                        Member(json.RootElement, "attune_url")
                    )
                    : null;
            }
            catch (Exception error)
                when (error is IOException or UnauthorizedAccessException or JsonException)
            {
                return null;
            }
        }

        private static string? Member(JsonElement json, string name) =>
            json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
                ? member.GetString()
                : null;
    }
}
