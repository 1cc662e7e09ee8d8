using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Attune.Workspace.Compute;

namespace Attune.Workspace.Tests.Compute;

/// <summary>Speaks with a Jupyter as a notebook's page does: asks for kernels, and runs cells in them.</summary>
internal sealed class KernelTalk : IDisposable
{
    private readonly InstanceDoor _door;
    private readonly HttpClient _http;

    public KernelTalk(InstanceDoor door)
    {
        _door = door;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(door.Address, door.Path),
            Timeout = TimeSpan.FromMinutes(3),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", door.Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await _http.GetStringAsync(path, Token))!;

    /// <summary>Starts a kernel of this name.</summary>
    public async Task<string> StartAsync(string name)
    {
        using var body = new StringContent($$"""{"name":"{{name}}"}""", Encoding.UTF8, "application/json");
        using var started = await _http.PostAsync("api/kernels", body, Token);
        var text = await started.Content.ReadAsStringAsync(Token);
        Assert.True(started.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }

    /// <summary>What a cell prints.</summary>
    public async Task<string> RunAsync(string kernel, string code)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"token {_door.Token}");
        var address = new UriBuilder(new Uri(_http.BaseAddress!, $"api/kernels/{kernel}/channels"))
        {
            Scheme = "ws",
        };
        await socket.ConnectAsync(address.Uri, Token);
        var request = new JsonObject
        {
            ["channel"] = "shell",
            ["header"] = new JsonObject
            {
                ["msg_id"] = "m1",
                ["username"] = "",
                ["session"] = "s1",
                ["msg_type"] = "execute_request",
                ["version"] = "5.3",
            },
            ["parent_header"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["content"] = new JsonObject
            {
                ["code"] = code,
                ["silent"] = false,
                ["store_history"] = false,
            },
        };
        var bytes = Encoding.UTF8.GetBytes(request.ToJsonString());
        await socket.SendAsync(bytes, WebSocketMessageType.Text, true, Token);
        var printed = new StringBuilder();
        while (true)
        {
            var message = JsonNode.Parse(await HearAsync(socket))!;
            if ((string?)message["parent_header"]?["msg_id"] != "m1")
            {
                continue;
            }
            var content = message["content"]!;
            switch ((string?)message["msg_type"])
            {
                case "stream":
                    printed.Append((string?)content["text"]);
                    break;
                case "error":
                    printed.Append($"{content["ename"]}: {content["evalue"]}");
                    break;
                case "status" when (string?)content["execution_state"] == "idle":
                    return printed.ToString().Trim();
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> HearAsync(ClientWebSocket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(180));
        var (text, buffer) = (new MemoryStream(), new byte[8192]);
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            text.Write(buffer, 0, part.Count);
        } while (!part.EndOfMessage);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
