using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Tests;

public sealed class SignedLinkTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("attune-links-").FullName;
    private readonly SetClock _clock = new() { Now = TimeProvider.System.GetUtcNow() };

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void A_link_is_good_at_its_path_and_below_until_it_expires()
    {
        var links = new SignedLinks(_home, _clock);
        var read = links.Query("/a/b", mayWrite: false, TimeSpan.FromHours(1));
        var write = links.Query("/a/b", mayWrite: true, TimeSpan.FromHours(1));
        Assert.True(links.Permits(Request("GET", "/a/b", read)));
        Assert.True(links.Permits(Request("HEAD", "/a/b/c", read)));
        Assert.True(links.Permits(Request("PUT", "/a/b/c", write)));
        Assert.False(links.Permits(Request("PUT", "/a/b/c", read)));
        Assert.False(links.Permits(Request("DELETE", "/a/b/c", write)));
        Assert.False(links.Permits(Request("GET", "/a/bc", read)));
        Assert.False(links.Permits(Request("GET", "/a", read)));
        // The same home knows its links after a restart; another does not.
        Assert.True(new SignedLinks(_home, _clock).Permits(Request("GET", "/a/b", read)));
        var other = Directory.CreateTempSubdirectory("attune-links-").FullName;
        Assert.False(new SignedLinks(other, _clock).Permits(Request("GET", "/a/b", read)));
        Directory.Delete(other, recursive: true);
        _clock.Now += TimeSpan.FromMinutes(61);
        Assert.False(links.Permits(Request("GET", "/a/b", read)));
    }

    [Fact]
    public void A_changed_link_is_good_for_nothing()
    {
        var links = new SignedLinks(_home, _clock);
        var query = links.Query("/a/b", mayWrite: false, TimeSpan.FromHours(1));
        for (var i = 0; i < query.Length; i++)
        {
            var changed = query.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            // The last digit of an unpadded sum carries bits that mean nothing.
            Assert.True(
                i == query.Length - 1 || !links.Permits(Request("GET", "/a/b", new string(changed))),
                new string(changed)
            );
        }
        foreach (
            var wrong in (string[])
                [
                    query.Replace("sp=r", "sp=rw", StringComparison.Ordinal),
                    query.Replace("sr=%2Fa%2Fb", "sr=%2F", StringComparison.Ordinal),
                    query + "&sr=%2F",
                    "",
                    "sig=x",
                ]
        )
        {
            Assert.False(links.Permits(Request("GET", "/a/b", wrong)));
            Assert.False(links.Permits(Request("PUT", "/a/b", wrong)));
        }
    }

    private static HttpRequest Request(string method, string path, string query)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.QueryString = new QueryString("?" + query);
        return context.Request;
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
