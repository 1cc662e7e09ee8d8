using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.SignIn;

/// <summary>Addresses that carry their own permission for a while: to read, or to read and write, at one path and below it.</summary>
/// <remarks>
/// As a cloud's clients expect of a storage's shared access signature: <c>?se=EXPIRY&amp;sp=r|rw&amp;sr=PATH&amp;sig=SUM</c>, where SUM is an
/// HMAC-SHA256 with a secret of the home. Nothing is stored; a restarted host knows its own links. Thread-safe.
/// </remarks>
internal sealed class SignedLinks(string home, TimeProvider time)
{
    private readonly byte[] _secret = HomeKeys.Secret(home, "link-secret");

    /// <summary>The query that permits calls at a path and below it.</summary>
    /// <param name="path">The path as it is requested, unescaped, such as <c>/attune/v1/…</c>.</param>
    /// <param name="mayWrite">Whether files may be put there too.</param>
    /// <param name="lifetime">For how long.</param>
    public string Query(string path, bool mayWrite, TimeSpan lifetime)
    {
        var expiry = (time.GetUtcNow() + lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var rights = mayWrite ? "rw" : "r";
        var sum = Base64Url.EncodeToString(Sum(path, expiry, rights));
        return $"se={expiry}&sp={rights}&sr={Uri.EscapeDataString(path)}&sig={sum}";
    }

    /// <summary>Whether a request carries a permission for itself that still counts.</summary>
    public bool Permits(HttpRequest request)
    {
        var query = request.Query;
        string? One(string name) => query.TryGetValue(name, out var all) && all.Count == 1 ? all[0] : null;
        if (One("se") is not { } expiry || One("sp") is not { } rights || One("sr") is not { } root)
        {
            return false;
        }
        var sum = new byte[HMACSHA256.HashSizeInBytes];
        return One("sig") is { Length: 43 } written
            && Base64Url.TryDecodeFromChars(written, sum, out var length)
            && length == sum.Length
            && CryptographicOperations.FixedTimeEquals(sum, Sum(root, expiry, rights))
            && long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && time.GetUtcNow().ToUnixTimeSeconds() < until
            && (
                HttpMethods.IsGet(request.Method)
                || HttpMethods.IsHead(request.Method)
                || (HttpMethods.IsPut(request.Method) && rights == "rw")
            )
            && IsBelow(request.Path.Value ?? "", root);
    }

    private static bool IsBelow(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal)
        && (path.Length == root.Length || root.EndsWith('/') || path[root.Length] == '/');

    private byte[] Sum(string path, string expiry, string rights) =>
        HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"attune link\n{expiry}\n{rights}\n{path}"));
}
