using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>A path of an artifact: names one below another, each of them safe to be a file's name.</summary>
/// <remarks>Decoded exactly once; nothing is normalised away. What could leave its root, or mean something else to somebody else, is refused.</remarks>
internal static class ArtifactPath
{
    private const int LongestName = 255;
    private const int LongestPath = 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The names that follow a prefix in the request's own target, before the server made anything of it.</summary>
    public static string[] FromTarget(HttpContext context, string marker)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        target = query < 0 ? target : target[..query];
        var at = target.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            throw Refused();
        }
        return Check(target[(at + marker.Length)..].Split('/').Select(Decode).ToArray());
    }

    /// <summary>The names in a path that was decoded already; empty for the root.</summary>
    public static string[] FromText(string? path) => string.IsNullOrEmpty(path) ? [] : Check(path.Split('/'));

    private static string[] Check(string[] names)
    {
        if (names.Sum(name => name.Length + 1) > LongestPath)
        {
            throw Refused();
        }
        foreach (var name in names)
        {
            if (
                name is "" or "." or ".."
                || Encoding.UTF8.GetByteCount(name) > LongestName
                || name.Any(IsRefused)
            )
            {
                throw Refused();
            }
        }
        return names;
    }

    private static bool IsRefused(char character) =>
        char.IsControl(character) || character is '/' or '\\' or '%' or '#' or ';' or ':' or '\uFFFD';

    private static string Decode(string segment)
    {
        if (!segment.Contains('%', StringComparison.Ordinal))
        {
            return segment;
        }
        var bytes = new List<byte>(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(segment, i, 1));
            }
            else if (
                i + 2 < segment.Length
                && char.IsAsciiHexDigit(segment[i + 1])
                && char.IsAsciiHexDigit(segment[i + 2])
            )
            {
                bytes.Add(Convert.ToByte(segment.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                throw Refused();
            }
        }
        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw Refused();
        }
    }

    private static MLflowException Refused() =>
        new(
            MLflowError.Invalid(
                "Invalid path: names one below another, without '..', drives or special characters."
            )
        );
}
