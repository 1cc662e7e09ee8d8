using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.Tests.Gateway;

/// <summary>Stands where an instance's Jupyter would: answers each request with what reached it, and each socket's words with themselves.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Upstream(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.First() + "/");

    public static async Task<Upstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.UseWebSockets();
        application.Run(AnswerAsync);
        await application.StartAsync(Calls.Token);
        return new Upstream(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        var seen = new JsonObject
        {
            ["method"] = context.Request.Method,
            ["target"] = $"{context.Request.Path}{context.Request.QueryString}",
            ["headers"] = new JsonObject(
                context.Request.Headers.Select(header =>
                    KeyValuePair.Create(header.Key.ToLowerInvariant(), (JsonNode?)header.Value.ToString())
                )
            ),
        };
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await EchoAsync(socket, seen.ToJsonString());
            return;
        }
        using var reader = new StreamReader(context.Request.Body);
        seen["length"] = (await reader.ReadToEndAsync(context.RequestAborted)).Length;
        context.Response.Headers.SetCookie = "_xsrf=1; Path=/";
        context.Response.Headers.Server = "Tornado";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        if (context.Request.Path.Value!.EndsWith("/tree", StringComparison.Ordinal))
        {
            context.Response.Headers.ContentSecurityPolicy = "frame-ancestors 'self'; report-uri /x";
        }
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(seen.ToJsonString());
    }

    private static async Task EchoAsync(WebSocket socket, string first)
    {
        var buffer = new byte[4096];
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(first), WebSocketMessageType.Text, true, default);
            while (await socket.ReceiveAsync(buffer, default) is { CloseStatus: null } words)
            {
                await socket.SendAsync(buffer.AsMemory(0, words.Count), words.MessageType, true, default);
            }
        }
        catch (WebSocketException)
        {
            // It was cut off, which is what some tests are about.
        }
    }
}
