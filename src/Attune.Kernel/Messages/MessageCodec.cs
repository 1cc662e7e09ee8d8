using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attune.Kernel.Messages;

/// <summary>
/// Messages as frames: route, delimiter, signature, header, parent header, metadata, content (Jupyter, "Messaging in Jupyter", The
/// wire protocol). The signature is HMAC-SHA256 over the last four, as hexadecimal digits; with an empty key there is none. Thread-safe.
/// </summary>
internal sealed class MessageCodec(string key)
{
    private const int SignedFrames = 4;
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>The frames of a message.</summary>
    public List<byte[]> Encode(Message message)
    {
        byte[][] signed =
        [
            Bytes(message.Header),
            Bytes(message.Parent),
            Bytes(message.Metadata),
            Bytes(message.Content),
        ];
        return [.. message.Route, Delimiter, Sign(signed), .. signed];
    }

    /// <summary>The message in frames; null when they are none, or not signed with the key.</summary>
    public Message? Decode(IReadOnlyList<byte[]> frames)
    {
        var at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(Delimiter))
        {
            at++;
        }
        if (frames.Count < at + 2 + SignedFrames)
        {
            return null;
        }
        var signed = frames.Skip(at + 2).Take(SignedFrames).ToArray();
        if (!CryptographicOperations.FixedTimeEquals(frames[at + 1], Sign(signed)))
        {
            return null;
        }
        try
        {
            var parts = signed.Select(frame => JsonNode.Parse(frame) as JsonObject).ToList();
            return parts is [{ } header, { } parent, { } metadata, { } content]
                ? new Message([.. frames.Take(at)], header, parent, content) { Metadata = metadata }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[] Sign(byte[][] frames)
    {
        if (_key.Length == 0)
        {
            return [];
        }
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var frame in frames)
        {
            hash.AppendData(frame);
        }
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Compact);
}
