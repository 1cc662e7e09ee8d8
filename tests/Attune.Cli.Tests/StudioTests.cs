using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests;

/// <summary><c>attune studio</c> as a child process: the way in, and who runs the jobs meanwhile.</summary>
public sealed class StudioTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_studio_lets_its_owner_in_runs_jobs_and_comes_back_where_it_was()
    {
        await using var folder = new JobFolder().Sweep("echo score=$1");
        var first = folder.Start("studio");
        await first.UntilSaidAsync("Sign in: http://127.0.0.1:");
        var other = await folder.RunAsync("studio", "--json");
        Assert.Equal(0, other.ExitCode);
        Assert.Contains("already", other.Error, StringComparison.Ordinal);
        var address = other.Json.GetProperty("address").GetString()!;
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        using (var page = await http.GetAsync(other.Json.GetProperty("sign_in").GetString(), Token))
        {
            // Through the door, and on to the studio's first page.
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal("/", page.RequestMessage!.RequestUri!.AbsolutePath);
            Assert.Contains(
                "blazor.web.js",
                await page.Content.ReadAsStringAsync(Token),
                StringComparison.Ordinal
            );
        }
        using (var script = await http.GetAsync("_framework/blazor.web.js", Token))
        {
            Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        }
        var run = await folder.RunAsync("run", "sweep.yml", "--name", "seen");
        Assert.Equal(0, run.ExitCode);
        var sessions = await folder.RunAsync("user", "sessions", "owner", "--json");
        var session = Assert.Single(sessions.Json.EnumerateArray());
        Assert.Equal("127.0.0.1", session.GetProperty("address").GetString());
        using (var csv = await http.GetAsync("csv/seen", Token))
        {
            Assert.Contains(
                "2,completed,3,3,",
                await csv.Content.ReadAsStringAsync(Token),
                StringComparison.Ordinal
            );
        }
        await JobFolder.SignalAsync("TERM", first.Process.Id);
        Assert.Equal(130, (await first.EndAsync()).ExitCode);
        first.Dispose();

        using var again = folder.Start("studio");
        await again.UntilSaidAsync($"Studio:  {address}");
        using (var kept = await http.GetAsync("jobs/seen", Token))
        {
            Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        }
        var wrong = await folder.RunAsync("user", "sign-out", "owner", "none");
        Assert.Contains("'owner' has no session 'none'", wrong.Error, StringComparison.Ordinal);
        var ended = await folder.RunAsync(
            "user",
            "sign-out",
            "owner",
            session.GetProperty("id").GetString()!
        );
        Assert.True(ended.ExitCode == 0, ended.ToString());
        using (var late = await http.GetAsync("jobs/seen", Token))
        {
            Assert.Equal("/sign-in", late.RequestMessage!.RequestUri!.AbsolutePath);
        }
        var everywhere = await folder.RunAsync("user", "sign-out", "owner");
        Assert.Contains("signed out everywhere", everywhere.Output, StringComparison.Ordinal);
        await JobFolder.SignalAsync("TERM", again.Process.Id);
        await again.EndAsync();
    }

    [Fact]
    public async Task A_port_that_is_asked_for_becomes_the_homes_own()
    {
        await using var folder = new JobFolder();
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        using (var first = folder.Start("studio", "--port", port, "--path-prefix", "/attune"))
        {
            await first.UntilSaidAsync($"Studio:  http://127.0.0.1:{port}/");
            await JobFolder.SignalAsync("TERM", first.Process.Id);
            await first.EndAsync();
        }
        using var again = folder.Start("studio");
        await again.UntilSaidAsync($"Studio:  http://127.0.0.1:{port}/");
        await JobFolder.SignalAsync("TERM", again.Process.Id);
        await again.EndAsync();
    }

    [Theory]
    [InlineData("--port", "0")]
    [InlineData("--port", "70000")]
    [InlineData("--path-prefix", "attune")]
    [InlineData("--path-prefix", "/attune/")]
    [InlineData("--trusted-proxy", "front.example.org")]
    [InlineData("--trusted-proxy", "0.0.0.0/0")]
    public async Task A_door_that_cannot_be_is_refused(string option, string value)
    {
        await using var folder = new JobFolder();
        var said = await folder.RunAsync("studio", option, value);
        Assert.Equal(2, said.ExitCode);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
