using System.Buffers.Text;
using System.Security.Cryptography;

namespace Attune.Workspace.Compute;

/// <summary>The form of the tokens by which an instance's programs act for its owner: <c>attune-instance.WORKSPACE.NAME.SECRET</c>.</summary>
public static class InstanceToken
{
    private const string Prefix = "attune-instance.";

    /// <summary>A new token.</summary>
    public static string New(string workspace, string name) =>
        $"{Prefix}{workspace}.{name}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>Which instance a token says it is of; null when it is none.</summary>
    public static (string Workspace, string Name)? Read(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return
            token.Length < 256
            && token.StartsWith(Prefix, StringComparison.Ordinal)
            && token[Prefix.Length..].Split('.') is [var workspace, var name, _]
            ? (workspace, name)
            : null;
    }
}
