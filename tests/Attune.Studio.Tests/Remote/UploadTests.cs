using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Attune.Client;
using Attune.Studio.SignIn;
using Attune.Studio.Tests.Arm;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Tests.Remote;

/// <summary>Job files from another machine, with their code and data.</summary>
public sealed class UploadTests(ArmHost host) : IClassFixture<ArmHost>, IDisposable
{
    private const string Jobs = "/attune/v1/workspaces/default/jobs";

    private const string Sweep = """
        type: sweep
        trial:
          code: ./src
          command: bash trial.sh ${{search_space.x}} ${{inputs.data}} ${{inputs.more}}
          environment: local@latest
        inputs:
          data: {type: uri_file, path: data/points.txt}
          more: {type: uri_folder, path: more}
        search_space:
          x: {type: choice, values: [1, 2]}
        sampling_algorithm: grid
        objective: {primary_metric: score, goal: maximize}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("attune-upload-").FullName;

    [Fact]
    public async Task A_job_file_goes_over_with_its_code_and_data_and_its_outputs_come_back()
    {
        Write(
            "src/trial.sh",
            "echo score=$(($1 + $(cat $2) + $(cat $3/a/b.txt))); echo made > outputs/made.txt"
        );
        Write("src/.amlignore", "secret.txt\n");
        Write("src/secret.txt", "not sent");
        Write("data/points.txt", "10");
        Write("more/a/b.txt", "100");
        Write("sweep.yml", Sweep);
        using var client = Client();

        var submitted = await client.SubmitAsync(At("sweep.yml"), null, Calls.Token);
        var over = await client.WaitAsync(submitted.Name, TimeProvider.System, Calls.Token);

        Assert.True(over.State == "Completed", $"{over}");
        var best = await host.OkAsync("GET", "/jobs/" + submitted.Name);
        Assert.Equal("112", best["properties"]!["properties"]!["score"]!.GetValue<string>());
        var job = (await host.Host.FindAsync(submitted.Name, Calls.Token))!;
        Assert.Equal(At("sweep.yml"), job.SourceFile);
        Assert.False(
            File.Exists(Path.Combine(host.Home.Root, job.Folder, "code", "secret.txt")),
            "what is ignored was sent"
        );
        // Nothing of the sender's machine is needed any more, and the files are fetched.
        Assert.Equal(
            1,
            await client.DownloadAsync(submitted.Name, ["trials/1/outputs"], At("back"), Calls.Token)
        );
        Assert.Equal(
            "made\n",
            await File.ReadAllTextAsync(At("back/trials/1/outputs/made.txt"), Calls.Token)
        );
    }

    [Fact]
    public async Task The_host_says_what_a_job_needs_before_anything_is_sent()
    {
        var answer = await OkAsync(
            Jobs + "/check",
            new StringContent(
                new JsonObject { ["job"] = Sweep }.ToJsonString(),
                Encoding.UTF8,
                "application/json"
            )
        );
        Assert.Equal(
            ["code ./src any", "inputs.data data/points.txt file", "inputs.more more folder"],
            answer["files"]!.AsArray().Select(file => $"{file!["part"]} {file["path"]} {file["kind"]}")
        );
    }

    [Fact]
    public async Task What_is_missing_here_is_said_all_at_once()
    {
        Write("sweep.yml", Sweep);
        using var client = Client();
        var error = await Assert.ThrowsAsync<InvalidSpecException>(() =>
            client.SubmitAsync(At("sweep.yml"), null, Calls.Token)
        );
        Assert.Equal(["code", "inputs.data", "inputs.more"], error.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public async Task What_was_not_sent_or_cannot_be_taken_is_said_all_at_once()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Sweep), "job" },
            { new ByteArrayContent("no archive"u8.ToArray()), "code", "src.tgz" },
            { new ByteArrayContent([1]), "inputs.other", "x.bin" },
        };
        var problems = (await RefusedAsync(400, form))["problems"]!.AsArray();
        Assert.Equal(
            ["inputs.data.path", "inputs.more.path", "inputs.other", "trial.code"],
            problems.Select(problem => problem!["path"]!.GetValue<string>()).Order()
        );
    }

    [Fact]
    public async Task A_job_that_is_wrong_is_refused_with_all_its_problems()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("type: sweep\ntrial: {comand: x}\nlimits: {max_total_trials: -1}\n"), "job" },
        };
        var problems = (await RefusedAsync(400, form))["problems"]!.AsArray();
        Assert.True(problems.Count > 2, problems.ToJsonString());
    }

    [Fact]
    public async Task The_job_comes_before_the_files()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Tgz()), "code", "src.tgz" },
            { new StringContent(Sweep), "job" },
        };
        var refusal = await RefusedAsync(400, form);
        Assert.Contains("before the files", refusal["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_goes_away_half_way_leaves_no_job()
    {
        var before = (await ListAsync()).Count;
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync("127.0.0.1", host.Studio.Address.Port, Calls.Token);
            var stream = socket.GetStream();
            var text =
                $"POST {Jobs} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {HostToken.Of(host.Home.Root)}\r\n"
                + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
                + $"--b\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n{Sweep}\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"inputs.data\"; filename=\"points.txt\"\r\n\r\n123";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Calls.Token);
            // It has begun to write the file down.
            await UntilAsync(() => Files("uploads").Length > 0);
        }
        await UntilAsync(() => Files("uploads").Length == 0);
        Assert.Equal(before, (await ListAsync()).Count);

        string[] Files(string folder)
        {
            var path = Path.Combine(host.Home.Cache, folder);
            return Directory.Exists(path) ? Directory.GetFileSystemEntries(path) : [];
        }
    }

    [Fact]
    public async Task Readers_hand_in_nothing()
    {
        var made = JsonNode.Parse(
            await PostAsync("/attune/v1/users", """{"name":"looker","role":"reader"}""")
        );
        Assert.NotNull(made);
        var token = JsonNode.Parse(await PostAsync("/attune/v1/users/looker/tokens", "{}"))!["token"]!;
        using var http = new HttpClient { BaseAddress = host.Studio.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            token.GetValue<string>()
        );
        using var form = new MultipartFormDataContent { { new StringContent(Sweep), "job" } };
        using var refused = await http.PostAsync(Jobs, form, Calls.Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var looked = await http.GetAsync("/attune/v1/workspaces/default/documents/job", Calls.Token);
        Assert.Equal(HttpStatusCode.OK, looked.StatusCode);
        // Accounts are documents too.
        using var accounts = await http.GetAsync("/attune/v1/workspaces/x/documents/account", Calls.Token);
        Assert.Equal(HttpStatusCode.NotFound, accounts.StatusCode);
    }

    [Fact]
    public async Task A_client_that_trusts_another_certificate_sends_nothing()
    {
        using var client = new HostClient(Login() with { Fingerprint = new string('0', 64) });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.FindAsync("any", Calls.Token));
        using var untold = new HostClient(Login() with { Fingerprint = null });
        await Assert.ThrowsAsync<HttpRequestException>(() => untold.FindAsync("any", Calls.Token));
    }

    [Fact]
    public async Task A_code_is_swapped_for_a_token_once()
    {
        var code = host.Studio.SignInAddress().ToString();
        using var client = new HostClient(Login() with { Token = "" });
        var made = await client.LoginAsync(new(code, null, null, "test"), Calls.Token);
        Assert.Equal(("owner", "owner"), (made.User, made.Role));
        using var own = new HostClient(Login() with { Token = made.Token });
        Assert.Equal("owner", (await own.HomeAsync(Calls.Token)).User);
        var again = await Assert.ThrowsAsync<HostRefusalException>(() =>
            client.LoginAsync(new(code, null, null, "test"), Calls.Token)
        );
        Assert.Equal(401, again.Status);
        await own.RevokeTokenAsync(made.User, made.Id, Calls.Token);
        var ended = await Assert.ThrowsAsync<HostRefusalException>(() => own.HomeAsync(Calls.Token));
        Assert.Equal(401, ended.Status);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<IReadOnlyList<JobRecord>> ListAsync() =>
        new JobCatalog(host.Host.Database, host.Home, "default").ListAsync(Calls.Token);

    private HostClient Client() => new(Login());

    private HostLogin Login() =>
        new(host.Studio.SecureAddress!, HostToken.Of(host.Home.Root))
        {
            Fingerprint = HostLogin.FingerprintOf(
                HomeCertificate.Of(host.Home.Root, TimeProvider.System).Current()
            ),
        };

    private static byte[] Tgz()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            zip.Write(new byte[1024]);
        }
        return packed.ToArray();
    }

    private async Task<string> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await host.Http.PostAsync(path, content, Calls.Token);
        return await response.Content.ReadAsStringAsync(Calls.Token);
    }

    private async Task<JsonNode> OkAsync(string path, HttpContent content)
    {
        using var response = await host.Http.PostAsync(path, content, Calls.Token);
        var body = await response.Content.ReadAsStringAsync(Calls.Token);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!;
    }

    private async Task<JsonNode> RefusedAsync(int status, HttpContent content)
    {
        using var response = await host.Http.PostAsync(Jobs, content, Calls.Token);
        var body = await response.Content.ReadAsStringAsync(Calls.Token);
        Assert.True(status == (int)response.StatusCode, $"{response.StatusCode} {body}");
        return JsonNode.Parse(body)!;
    }

    private static async Task UntilAsync(Func<bool> happened)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!happened())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(180));
            await Task.Delay(20, Calls.Token);
        }
    }

    private string At(string path) => Path.Combine(_folder, path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }
}
