using System.Text;

namespace Attune.Studio.Tests;

public sealed class ArtifactTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Prefix = "/api/2.0/mlflow-artifacts/artifacts/";

    [Fact]
    public async Task Files_are_stored_listed_fetched_and_deleted()
    {
        var run = await host.RunAsync();
        var root = $"{Prefix}0/{run}/artifacts";
        await PutAsync($"{root}/a.txt", "one");
        await PutAsync($"{root}/a.txt", "uno");
        await PutAsync($"{root}/model/M%20L.txt", "two");
        await PutAsync($"{root}/model/d%C3%A9/x.bin", "three");
        Assert.Equal("uno", await host.Http.GetStringAsync($"{root}/a.txt", Calls.Token));
        Assert.Equal("two", await host.Http.GetStringAsync($"{root}/model/M%20L.txt", Calls.Token));
        var top = await host.Http.GetOkAsync($"artifacts/list?run_id={run}");
        Assert.Equal($"mlflow-artifacts:/0/{run}/artifacts", top["root_uri"]!.GetValue<string>());
        Assert.Equal(
            ["a.txt False 3", "model True "],
            top["files"]!
                .AsArray()
                .Select(file => $"{file!["path"]} {file["is_dir"]!.GetValue<bool>()} {file["file_size"]}")
        );
        var inner = await host.Http.GetOkAsync($"artifacts/list?run_id={run}&path=model");
        Assert.Equal(
            ["model/M L.txt", "model/dé"],
            inner["files"]!.AsArray().Select(file => file!["path"]!.GetValue<string>())
        );
        var relative = await host.Http.GetOkAsync(
            $"/api/2.0/mlflow-artifacts/artifacts?path={Uri.EscapeDataString($"0/{run}/artifacts/model")}"
        );
        Assert.Equal(
            ["M L.txt", "dé"],
            relative["files"]!.AsArray().Select(file => file!["path"]!.GetValue<string>())
        );
        Assert.Equal(
            "{}",
            (
                await host.Http.GetOkAsync(
                    $"/ajax-api/2.0/mlflow-artifacts/artifacts?path=0/{run}/artifacts/a.txt"
                )
            ).ToJsonString()
        );
        Assert.Equal(
            "{}",
            (
                await host.Http.GetOkAsync(
                    $"/ajax-api/2.0/mlflow-artifacts/artifacts?path=0/{run}/artifacts/none"
                )
            ).ToJsonString()
        );
        using (
            var download = await host.Http.GetAsync($"/get-artifact?run_uuid={run}&path=a.txt", Calls.Token)
        )
        {
            Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("nosniff", Assert.Single(download.Headers.GetValues("X-Content-Type-Options")));
        }
        await host.Http.OkAsync("DELETE", $"{root}/model");
        await host.Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", "GET", $"{root}/model/M%20L.txt");
        await host.Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", "GET", $"{root}/none");
        await host.Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", "DELETE", $"{root}/none");
        await host.Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "GET",
            $"{Prefix}7/{run}/artifacts/a.txt"
        );
    }

    [Fact]
    public async Task A_folder_is_no_file_and_a_file_no_folder()
    {
        var run = await host.RunAsync();
        var root = $"{Prefix}0/{run}/artifacts";
        await PutAsync($"{root}/dir/file", "x");
        foreach (var path in (string[])["dir", "dir/file/inner"])
        {
            using var response = await host.Http.PutAsync(
                $"{root}/{path}",
                new StringContent("x"),
                Calls.Token
            );
            Assert.Equal(400, (int)response.StatusCode);
        }
        Assert.Single(
            (await host.Http.GetOkAsync($"artifacts/list?run_id={run}&path=dir"))["files"]!.AsArray()
        );
    }

    [Fact]
    public async Task A_large_file_streams_through()
    {
        var run = await host.RunAsync();
        var path = $"{Prefix}0/{run}/artifacts/large.bin";
        var block = new byte[1 << 20];
        for (var i = 0; i < block.Length; i++)
        {
            block[i] = (byte)(i * 31 >> 3);
        }
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using (
            var put = await host.Http.PutAsync(path, new StreamContent(new Repeated(block, 64)), Calls.Token)
        )
        {
            Assert.Equal(200, (int)put.StatusCode);
        }
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 32 << 20);
        await using var back = await host.Http.GetStreamAsync(path, Calls.Token);
        var buffer = new byte[block.Length];
        for (var i = 0; i < 64; i++)
        {
            await back.ReadExactlyAsync(buffer, Calls.Token);
            Assert.True(block.AsSpan().SequenceEqual(buffer));
        }
        Assert.Equal(-1, back.ReadByte());
    }

    [Fact]
    public async Task Links_lead_nowhere()
    {
        var trial = await host.TrialAsync("links_0");
        var root = $"{Prefix}{trial.ExperimentId}/links_0/artifacts";
        File.CreateSymbolicLink(Path.Combine(trial.Artifacts, "file"), "/etc/hostname");
        Directory.CreateSymbolicLink(Path.Combine(trial.Artifacts, "dir"), "/etc");
        foreach (var path in (string[])["file", "dir/hostname"])
        {
            await host.Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", "GET", $"{root}/{path}");
            await host.Http.RefusedAsync(400, "INVALID_PARAMETER_VALUE", "DELETE", $"{root}/{path}");
        }
        using var put = await host.Http.PutAsync(
            $"{root}/dir/attune-test",
            new StringContent("x"),
            Calls.Token
        );
        Assert.Equal(400, (int)put.StatusCode);
        Assert.Equal(
            "{}",
            (
                await host.Http.GetOkAsync(
                    $"/api/2.0/mlflow-artifacts/artifacts?path={trial.ExperimentId}/links_0/artifacts/dir"
                )
            ).ToJsonString()
        );
        Assert.Null((await host.Http.GetOkAsync("artifacts/list?run_id=links_0"))["files"]);
    }

    [Fact]
    public async Task No_path_leaves_its_root()
    {
        var trial = await host.TrialAsync("paths_0");
        await host.TrialAsync("paths_1");
        var token = host.Studio.Tokens.Issue("paths_0", 1);
        var canary = Path.Combine(trial.Folder, "secret.txt");
        await File.WriteAllTextAsync(canary, "canary", Calls.Token);
        var root = $"{Prefix}{trial.ExperimentId}/paths_0/artifacts/";
        Assert.Equal(
            200,
            (await RawHttp.SendAsync(host.Studio.Address, "PUT", root + "fine.txt", token, body: "x")).Status
        );
        var before = Directory
            .GetFileSystemEntries(host.Home, "*", SearchOption.AllDirectories)
            .Order()
            .ToArray();
        var corpus = Traversals().Take(5000).ToArray();
        Assert.Equal(5000, corpus.Length);
        await Parallel.ForEachAsync(
            corpus,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Calls.Token },
            async (path, _) =>
            {
                foreach (var method in (string[])["GET", "PUT", "DELETE"])
                {
                    var (status, body) = await RawHttp.SendAsync(
                        host.Studio.Address,
                        method,
                        root + path,
                        token,
                        body: method == "PUT" ? "x" : ""
                    );
                    Assert.True(status == 400, $"{method} {path}: {status} {body}");
                    Assert.DoesNotContain("canary", body, StringComparison.Ordinal);
                }
                var query = Uri.EscapeDataString(Uri.UnescapeDataString(path));
                var (listed, list) = await RawHttp.SendAsync(
                    host.Studio.Address,
                    "GET",
                    $"/api/2.0/mlflow/artifacts/list?run_id=paths_0&path={query}",
                    token
                );
                Assert.True(
                    listed is 400 || list is "{}" || !list.Contains("secret", StringComparison.Ordinal),
                    $"list {path}: {listed} {list}"
                );
            }
        );
        Assert.Equal(
            before,
            Directory
                .GetFileSystemEntries(host.Home, "*", SearchOption.AllDirectories)
                .Where(entry =>
                    !entry.Contains("attune.db", StringComparison.Ordinal) || before.Contains(entry)
                )
                .Order()
        );
        Assert.Equal("canary", await File.ReadAllTextAsync(canary, Calls.Token));
    }

    /// <summary>Ways up, each written in many ways and followed by many goals; those of known vulnerabilities among them.</summary>
    private static IEnumerable<string> Traversals()
    {
        string[] dots =
        [
            "..",
            "%2e%2e",
            "%2E%2E",
            ".%2e",
            "%2e.",
            "%252e%252e",
            "..%00",
            "..;",
            "..%3b",
            "%c0%ae%c0%ae",
            "..%c0%af",
            "%uff0e%uff0e",
            "..%20%00",
            "..%09",
        ];
        string[] slashes = ["/", "%2f", "%5c", "\\", "//", "/./", "%252f", "/%2e/", "%c0%af", "/;/"];
        string[] goals =
        [
            "secret.txt",
            "../paths_1/outputs/x",
            "etc/passwd",
            "etc%2fpasswd",
            "C:%5cwindows",
            "file:%2f%2f%2fetc",
            "x%23y",
            "attune.db",
            "keys/host-token",
            "keys%2fhost-token",
        ];
        string[] starts = ["", "a/", "a/b/", "%2f", "/"];
        foreach (var depth in (int[])[1, 2, 3, 5, 9])
        {
            foreach (var start in starts)
            {
                foreach (var dot in dots)
                {
                    foreach (var slash in slashes)
                    {
                        foreach (var goal in goals)
                        {
                            yield return start + string.Concat(Enumerable.Repeat(dot + slash, depth)) + goal;
                        }
                    }
                }
            }
        }
    }

    private async Task PutAsync(string path, string text)
    {
        using var response = await host.Http.PutAsync(
            path,
            new StringContent(text, Encoding.UTF8, "text/plain"),
            Calls.Token
        );
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(Calls.Token));
    }

    private sealed class Repeated(byte[] block, int times) : Stream
    {
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => (long)block.Length * times;
        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var at = (int)(_position % block.Length);
            var length = (int)Math.Min(Math.Min(count, block.Length - at), Length - _position);
            Array.Copy(block, at, buffer, offset, length);
            _position += length;
            return length;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
