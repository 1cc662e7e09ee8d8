using System.Net.WebSockets;
using System.Text;
using Attune.Studio.Guards;
using Attune.Studio.SignIn;
using CsCheck;

namespace Attune.Studio.Tests;

public sealed class OpenPagesTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public void However_pages_come_and_go_nobody_has_more_than_their_share_and_all_together_not_more_than_all()
    {
        const int each = 3;
        const int all = 7;
        var people = Gen.OneOf(Gen.Const("anna"), Gen.Const("ben"), Gen.Const("carol"), Gen.Const("dan"));
        Gen.Select(Gen.Bool, Gen.Int[0, 20], people)
            .Array[0, 60]
            .Sample(steps =>
            {
                var pages = new OpenPages(each, all);
                var held = new Dictionary<string, string>();
                foreach (var (enters, number, person) in steps)
                {
                    var page = $"page-{number}";
                    if (!enters)
                    {
                        pages.Leave(page);
                        held.Remove(page);
                    }
                    else if (!held.ContainsKey(page))
                    {
                        var may = held.Values.Count(one => one == person) < each && held.Count < all;
                        Assert.Equal(may, pages.RefusalOf(person) is null);
                        Assert.Equal(may, pages.Enter(page, person) is null);
                        if (may)
                        {
                            held[page] = person;
                        }
                    }
                }
            });
    }

    [Theory]
    [InlineData(60 * 1024, true)]
    [InlineData(70 * 1024, false)]
    public async Task A_browser_that_sends_a_message_of_more_than_64_KB_loses_its_socket(
        int length,
        bool isTaken
    )
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", host.Studio.Address.GetLeftPart(UriPartial.Authority));
        socket.Options.SetRequestHeader("Authorization", "Bearer " + HostToken.Of(host.Home));
        await socket.ConnectAsync(
            new UriBuilder(host.Studio.Address) { Scheme = "ws", Path = "/_blazor" }.Uri,
            Calls.Token
        );
        await SendAsync(
            socket,
            Encoding.UTF8.GetBytes("""{"protocol":"blazorpack","version":1}""" + '\u001e')
        );
        var buffer = new byte[4096];
        Assert.Equal(3, (await socket.ReceiveAsync(buffer, Calls.Token)).Count);
        // A ping of the protocol, [6], longer than it need be: what follows in the array is skipped.
        byte[] message = [0x92, 0x06, 0xC6, .. BigEndian(length), .. new byte[length]];
        await SendAsync(socket, [.. LengthOf(message.Length), .. message]);
        var answer = await socket.ReceiveAsync(buffer, Calls.Token);
        // What is taken is answered by the host's own pings; what is not by a message that says that the socket closes.
        Assert.Equal(
            isTaken,
            answer.MessageType != WebSocketMessageType.Close && IsPing(buffer, answer.Count)
        );
    }

    private static bool IsPing(byte[] buffer, int count) => count == 3 && buffer[2] == 6;

    private static IEnumerable<byte> LengthOf(int length)
    {
        for (; length > 127; length >>= 7)
        {
            yield return (byte)(length & 127 | 128);
        }
        yield return (byte)length;
    }

    private static byte[] BigEndian(int value) =>
        [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static Task SendAsync(ClientWebSocket socket, byte[] bytes) =>
        socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, Calls.Token);
}
