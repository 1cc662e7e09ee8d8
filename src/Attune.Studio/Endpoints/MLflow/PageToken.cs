using System.Globalization;
using System.Text;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Where a page of results goes on; opaque to clients.</summary>
internal static class PageToken
{
    public static string Of(long position) =>
        Convert.ToBase64String(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"offset\":{position}}}"))
        );

    /// <summary>The position in a token; 0 when there is none.</summary>
    public static long Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }
        Span<byte> bytes = stackalloc byte[64];
        if (token.Length <= 64 && Convert.TryFromBase64String(token, bytes, out var length))
        {
            var text = Encoding.ASCII.GetString(bytes[..length]);
            if (
                text.StartsWith("{\"offset\":", StringComparison.Ordinal)
                && text.EndsWith('}')
                && long.TryParse(
                    text.AsSpan(10, text.Length - 11),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var position
                )
            )
            {
                return position;
            }
        }
        throw new MLflowException(MLflowError.Invalid("Invalid page token."));
    }
}
