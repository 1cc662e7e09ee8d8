using System.Text.Json.Nodes;
using Attune.Kernel.Messages;

namespace Attune.Kernel.Session;

/// <summary>What the kernel says of itself.</summary>
internal static class KernelInfo
{
    private static string Version { get; } =
        typeof(KernelInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public static JsonObject Content =>
        new()
        {
            ["status"] = "ok",
            ["protocol_version"] = Message.ProtocolVersion,
            ["implementation"] = "attune",
            ["implementation_version"] = Version,
            ["language_info"] = new JsonObject
            {
                ["name"] = "csharp",
                ["version"] = "14.0",
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
                ["nbconvert_exporter"] = "script",
            },
            ["banner"] = $"C# on .NET {Environment.Version}, Attune {Version}",
            ["debugger"] = false,
            ["help_links"] = new JsonArray(
                new JsonObject
                {
                    ["text"] = "C# reference",
                    ["url"] = "https://learn.microsoft.com/dotnet/csharp/",
                }
            ),
        };
}
