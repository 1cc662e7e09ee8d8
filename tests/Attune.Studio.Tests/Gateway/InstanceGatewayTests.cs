using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Attune.Studio.Audit;
using Attune.Studio.Tests.Arm;
using Attune.Workspace.Compute;

namespace Attune.Studio.Tests.Gateway;

/// <summary>Who reaches what runs in an instance, and what goes in and out on the way.</summary>
public sealed class InstanceGatewayTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private readonly ArmHost _host = gateway.Host;
    private readonly Visitor _owner = gateway.Owner;

    [Fact]
    public async Task Nothing_of_the_sign_in_goes_in_and_nothing_of_the_instances_comes_out()
    {
        await using var upstream = await Upstream.StartAsync();
        Open("mine", upstream, "owner");
        using var request = new HttpRequestMessage(
            HttpMethod.Put,
            "/jupyter/default/mine/api/contents/a%20b%2Fc.ipynb?type=notebook"
        )
        {
            Content = new StringContent(new string('x', 5_000_000)),
        };
        request.Headers.Add("Origin", _host.Studio.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("X-Forwarded-For", "10.0.0.1");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await _owner.Http.SendAsync(request, Calls.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = JsonNode.Parse(await response.Content.ReadAsStringAsync(Calls.Token))!;
        Assert.Equal("PUT", (string?)seen["method"]);
        Assert.Equal(5_000_000, (int?)seen["length"]);
        Assert.Equal(
            "/jupyter/default/mine/api/contents/a%20b%2Fc.ipynb?type=notebook",
            (string?)seen["target"]
        );
        var headers = seen["headers"]!.AsObject();
        Assert.Equal("token secret-of-mine", (string?)headers["authorization"]);
        Assert.Equal("http", (string?)headers["x-forwarded-proto"]);
        Assert.Equal(_host.Studio.Address.Authority, (string?)headers["host"]);
        foreach (var withheld in (string[])["cookie", "x-forwarded-for"])
        {
            Assert.False(headers.ContainsKey(withheld), $"{withheld}: {headers[withheld]}");
        }
        foreach (var swallowed in (string[])["Server", "Access-Control-Allow-Origin"])
        {
            Assert.False(response.Headers.Contains(swallowed), swallowed);
        }
        Assert.False(
            response.Headers.TryGetValues("Set-Cookie", out var cookies)
                && cookies.Any(cookie => cookie.StartsWith("_xsrf", StringComparison.Ordinal))
        );
        Assert.Equal("frame-ancestors 'self'", Header(response, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        using var tree = await _owner.Http.GetAsync("/jupyter/default/mine/tree", Calls.Token);
        Assert.Equal("frame-ancestors 'self'; report-uri /x", Header(tree, "Content-Security-Policy"));
    }

    [Fact]
    public async Task A_socket_is_passed_on_for_the_hosts_own_pages_only()
    {
        await using var upstream = await Upstream.StartAsync();
        Open("sockets", upstream, "owner");
        const string Path = "/jupyter/default/sockets/api/kernels/1/channels";
        var (socket, status) = await _owner.ConnectAsync(Path);
        using (socket)
        {
            Assert.Equal(101, status);
            var seen = JsonNode.Parse((await Visitor.HearAsync(socket))!)!["headers"]!.AsObject();
            Assert.Equal("token secret-of-sockets", (string?)seen["authorization"]);
            Assert.False(seen.ContainsKey("cookie"));
            await socket.SendAsync(
                Encoding.UTF8.GetBytes("1+1"),
                WebSocketMessageType.Text,
                true,
                Calls.Token
            );
            Assert.Equal("1+1", await Visitor.HearAsync(socket));
        }
        foreach (var origin in (string[])["http://evil.example", "null"])
        {
            var (other, refused) = await _owner.ConnectAsync(Path, origin);
            other.Dispose();
            Assert.Equal(403, refused);
        }
        Assert.Contains(
            AuditLog.ReadAll(_host.Home.Root),
            entry => entry is { Who: "owner", What: "open socket of compute", Result: 200 }
        );
    }

    [Fact]
    public async Task An_instance_is_its_owners_alone()
    {
        await using var upstream = await Upstream.StartAsync();
        Open("annas", upstream, "anna");
        using var anna = await Visitor.InvitedAsync(_host, "anna", "contributor");
        using var bert = await Visitor.InvitedAsync(_host, "bert", "owner");
        const string Path = "/jupyter/default/annas/api/kernels";
        using (var hers = await anna.Http.GetAsync(Path, Calls.Token))
        {
            Assert.Equal(HttpStatusCode.OK, hers.StatusCode);
        }
        using (var his = await bert.Http.GetAsync(Path, Calls.Token))
        {
            Assert.Equal(HttpStatusCode.Forbidden, his.StatusCode);
            Assert.Contains(
                "anna alone",
                await his.Content.ReadAsStringAsync(Calls.Token),
                StringComparison.Ordinal
            );
        }
        using (var command = await _host.Http.GetAsync(Path, Calls.Token))
        {
            Assert.Equal(HttpStatusCode.Forbidden, command.StatusCode);
        }
        var (socket, status) = await bert.ConnectAsync(Path + "/1/channels");
        socket.Dispose();
        Assert.Equal(403, status);
        Assert.Contains(
            AuditLog.ReadAll(_host.Home.Root),
            entry => entry is { Who: "bert", What: "open socket of compute", Result: 403 }
        );
        using var nobody = new HttpClient { BaseAddress = _host.Studio.Address };
        using var refused = await nobody.GetAsync(Path, Calls.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_socket_ends_with_the_role_that_opened_it_and_with_its_instance()
    {
        await using var upstream = await Upstream.StartAsync();
        Open("claras", upstream, "clara");
        using var clara = await Visitor.InvitedAsync(_host, "clara", "contributor");
        const string Path = "/jupyter/default/claras/api/kernels/1/channels";
        var (first, _) = await clara.ConnectAsync(Path);
        Assert.NotNull(await Visitor.HearAsync(first));
        using (
            var change = await _host.Http.SendAsync(
                "PATCH",
                "/attune/v1/users/clara",
                """{"role":"reader"}"""
            )
        )
        {
            Assert.True(change.IsSuccessStatusCode);
        }
        Assert.Null(await Visitor.HearAsync(first));
        first.Dispose();

        Open("owners", upstream, "owner");
        var (second, status) = await _owner.ConnectAsync("/jupyter/default/owners/api/kernels/1/channels");
        Assert.Equal(101, status);
        Assert.NotNull(await Visitor.HearAsync(second));
        _host.Driver.Doors.TryRemove("owners", out _);
        Assert.Null(await Visitor.HearAsync(second));
        second.Dispose();
    }

    [Fact]
    public async Task A_socket_ends_with_the_session_that_opened_it()
    {
        await using var upstream = await Upstream.StartAsync();
        Open("evas", upstream, "eva");
        using var eva = await Visitor.InvitedAsync(_host, "eva", "contributor");
        var (socket, status) = await eva.ConnectAsync("/jupyter/default/evas/api/kernels/1/channels");
        Assert.Equal(101, status);
        Assert.NotNull(await Visitor.HearAsync(socket));
        await _host.Http.OkAsync("DELETE", "/attune/v1/users/eva/sessions");
        Assert.Null(await Visitor.HearAsync(socket));
        socket.Dispose();
    }

    [Fact]
    public async Task What_does_not_run_is_said_and_a_person_is_led_to_where_it_is_started()
    {
        using (var program = await _owner.Http.GetAsync("/jupyter/default/off/api/kernels", Calls.Token))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, program.StatusCode);
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, "/jupyter/default/off/tree");
        request.Headers.Add("Accept", "text/html");
        using var person = await _owner.Http.SendAsync(request, Calls.Token);
        Assert.Equal("/compute/instances/off", person.Headers.Location!.OriginalString);

        await using (var upstream = await Upstream.StartAsync())
        {
            Open("gone", upstream, "owner");
        }
        using var gone = await _owner.Http.GetAsync("/jupyter/default/gone/api/kernels", Calls.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, gone.StatusCode);
    }

    [Theory]
    [InlineData("/jupyter/default/bound/../other/api")]
    [InlineData("/jupyter/default/bound/..%2Fother/api")]
    [InlineData("/jupyter/default/bound/%2e%2e/other/api")]
    public async Task No_path_leads_out_of_an_instance(string path)
    {
        await using var upstream = await Upstream.StartAsync();
        Open("bound", upstream, "owner");
        var (status, _) = await RawHttp.SendAsync(
            _host.Studio.Address,
            "GET",
            path,
            Attune.Studio.SignIn.HostToken.Of(_host.Home.Root)
        );
        Assert.Equal(400, status);
    }

    [Fact]
    public async Task The_token_of_an_instance_acts_for_its_owner_while_it_runs()
    {
        await using var upstream = await Upstream.StartAsync();
        await _host.Http.PostOkAsync("/attune/v1/users", """{"name":"dora","role":"contributor"}""");
        var door = Open("doras", upstream, "dora");
        using var notebook = new HttpClient { BaseAddress = _host.Studio.Address };
        notebook.DefaultRequestHeaders.Authorization = new("Bearer", door.OwnerToken);
        await notebook.PostOkAsync("experiments/create", """{"name":"from a notebook"}""");
        await notebook.RefusedAsync(403, "PERMISSION_DENIED", "GET", "/attune/v1/users");
        using (
            var change = await _host.Http.SendAsync("PATCH", "/attune/v1/users/dora", """{"role":"reader"}""")
        )
        {
            Assert.True(change.IsSuccessStatusCode);
        }
        await notebook.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "POST",
            "experiments/create",
            """{"name":"too late"}"""
        );
        await notebook.GetOkAsync("experiments/get?experiment_id=0");
        _host.Driver.Doors.TryRemove("doras", out _);
        using var stopped = await notebook.SendAsync("GET", "experiments/get?experiment_id=0");
        Assert.Equal(HttpStatusCode.Unauthorized, stopped.StatusCode);
    }

    private InstanceDoor Open(string name, Upstream upstream, string owner) =>
        _host.Driver.Doors[name] = new InstanceDoor
        {
            Address = upstream.Address,
            Path = $"/jupyter/default/{name}/",
            Token = $"secret-of-{name}",
            Owner = owner,
            OwnerToken = InstanceToken.New("default", name),
        };

    private static string Header(HttpResponseMessage response, string name) =>
        string.Join(", ", response.Headers.GetValues(name));
}
