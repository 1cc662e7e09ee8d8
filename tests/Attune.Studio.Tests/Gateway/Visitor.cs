using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Attune.Studio.Tests.Arm;

namespace Attune.Studio.Tests.Gateway;

/// <summary>Someone who is signed in to a host with a browser's cookies.</summary>
internal sealed partial class Visitor : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly ArmHost _host;
    private readonly CookieContainer _cookies = new();

    private Visitor(ArmHost host)
    {
        _host = host;
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies })
        {
            BaseAddress = host.Studio.Address,
            Timeout = TimeSpan.FromMinutes(3),
        };
    }

    public HttpClient Http { get; }

    private string Origin => _host.Studio.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The person who starts Attune on this machine.</summary>
    public static async Task<Visitor> OwnerAsync(ArmHost host)
    {
        var visitor = new Visitor(host);
        using var entered = await visitor.Http.GetAsync(host.Studio.SignInAddress(), Calls.Token);
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        return visitor;
    }

    /// <summary>Someone who was invited and has chosen a password.</summary>
    public static async Task<Visitor> InvitedAsync(ArmHost host, string name, string role)
    {
        var invited = await host.Http.PostOkAsync(
            "/attune/v1/users",
            $$"""{"name":"{{name}}","role":"{{role}}"}"""
        );
        var visitor = new Visitor(host);
        var page = await visitor.Http.GetStringAsync(
            new Uri(invited["address"]!.GetValue<string>()),
            Calls.Token
        );
        var fields = Hidden()
            .Matches(page)
            .ToDictionary(
                field => field.Groups[1].Value,
                field => WebUtility.HtmlDecode(field.Groups[2].Value)
            );
        (fields["password"], fields["again"]) = (Password, Password);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            WebUtility.HtmlDecode(Action().Match(page).Groups[1].Value)
        )
        {
            Content = new FormUrlEncodedContent(fields),
        };
        request.Headers.Add("Origin", visitor.Origin);
        using var accepted = await visitor.Http.SendAsync(request, Calls.Token);
        Assert.Equal(HttpStatusCode.SeeOther, accepted.StatusCode);
        return visitor;
    }

    /// <summary>Opens a socket as a page of the host would, or of another place.</summary>
    public async Task<(ClientWebSocket Socket, int Status)> ConnectAsync(string path, string? origin = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Cookies = _cookies;
        socket.Options.SetRequestHeader("Origin", origin ?? Origin);
        try
        {
            await socket.ConnectAsync(
                new UriBuilder(_host.Studio.Address) { Scheme = "ws", Path = path }.Uri,
                Calls.Token
            );
        }
        catch (WebSocketException)
        {
            // The status says why.
        }
        return (socket, (int)socket.HttpStatusCode);
    }

    /// <summary>The next words of a socket; null once it is closed or cut off.</summary>
    public static async Task<string?> HearAsync(ClientWebSocket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Calls.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(180));
        var buffer = new byte[16 * 1024];
        try
        {
            var words = await socket.ReceiveAsync(buffer, limit.Token);
            return words.CloseStatus is null ? Encoding.UTF8.GetString(buffer, 0, words.Count) : null;
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    public void Dispose() => Http.Dispose();

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
