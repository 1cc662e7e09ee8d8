using System.Text.Json.Nodes;

namespace Attune.Kernel.Messages;

/// <summary>One message of the Jupyter protocol.</summary>
/// <param name="Route">The frames that say whom it comes from or goes to; on the publishing socket the topic.</param>
/// <param name="Header">Its own header.</param>
/// <param name="Parent">The header of the message that caused it; empty when none did.</param>
/// <param name="Content">Its content, by type.</param>
internal sealed record Message(
    IReadOnlyList<byte[]> Route,
    JsonObject Header,
    JsonObject Parent,
    JsonObject Content
)
{
    /// <summary>The version of the protocol that is spoken.</summary>
    public const string ProtocolVersion = "5.3";

    public JsonObject Metadata { get; init; } = [];

    public string Type => Header.Text("msg_type") ?? "";

    /// <summary>A reply to a request, on the socket that it came by.</summary>
    public static Message Reply(Message request, string type, JsonObject content, string session) =>
        new(request.Route, NewHeader(type, session), request.Header, content);

    /// <summary>A message of the kernel's own accord.</summary>
    public static Message New(
        IReadOnlyList<byte[]> route,
        string type,
        JsonObject parent,
        JsonObject content,
        string session
    ) => new(route, NewHeader(type, session), parent, content);

    private static JsonObject NewHeader(string type, string session) =>
        new()
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["msg_type"] = type,
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            ["version"] = ProtocolVersion,
        };
}
