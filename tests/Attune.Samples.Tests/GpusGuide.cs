using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Sweeps;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attune.Samples.Tests;

/// <summary>The job files of the guide to GPUs, run under its settings; a script that needs no GPU writes down which ones it was given.</summary>
public sealed class GpusGuide : IDisposable
{
    private const string Guide = "docs/guides/gpus.md";

    // Each says how many there were on its GPU when it began, and goes on when as many have begun as shall be at work at once.
    private const string Script = """
        import os, pathlib, sys, time
        gpu, me = os.environ["CUDA_VISIBLE_DEVICES"], str(os.getpid())
        meeting = pathlib.Path(os.environ["MEETING"])
        here, begun = meeting / gpu, meeting / "begun"
        for folder in here, begun:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / me).touch()
        print(f"accuracy={len(list(here.iterdir()))}", flush=True)
        until = time.monotonic() + 150
        while len(list(begun.iterdir())) < int(os.environ["TOGETHER"]):
            if time.monotonic() > until:
                sys.exit("nobody came")
            time.sleep(0.02)
        pathlib.Path("outputs/gpu").write_text(gpu)
        (here / me).unlink()
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    private string _together = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Its_trials_have_a_GPU_each_or_share_one_by_two()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs Debian's python3");
        Write("src/train.py", Script);
        var home = Home.Create(Path.Combine(_folder.FullName, Home.FolderName));
        await File.WriteAllTextAsync(
            home.Settings,
            Assert.Single(Documents.Blocks(Guide, "json")),
            Cancellation
        );
        await using var host = await WorkspaceHost.OpenAsync(
            home,
            new WorkspaceOptions
            {
                Loggers = NullLoggerFactory.Instance,
                Variables = _ => new Dictionary<string, string>
                {
                    ["MEETING"] = At($"meeting-{_together}"),
                    ["TOGETHER"] = _together,
                },
            },
            Cancellation
        );
        var (alone, together) = Documents.Blocks(Guide, "yaml").ToArray() switch
        {
            [var first, var second] => (first, second),
            var others => throw new InvalidOperationException($"The guide has {others.Length} job files."),
        };

        _together = "2";
        var apart = await RunAsync(host, "alone.yml", alone);
        Assert.Equal(8, apart.Count);
        Assert.All(apart, trial => Assert.Equal(1, trial.Met));

        _together = "4";
        var shared = await RunAsync(host, "together.yml", together);
        Assert.Equal(["0", "0", "1", "1"], shared.Select(trial => trial.Gpu).Order(StringComparer.Ordinal));
    }

    /// <summary>Of each trial its GPU, and how many were on it when it began, itself among them.</summary>
    private async Task<List<(string Gpu, double Met)>> RunAsync(WorkspaceHost host, string file, string text)
    {
        var read = await JobFile.ReadAsync(Write(file, text), cancellationToken: Cancellation);
        Assert.Empty(read.Problems);
        var submission = new JobSubmission { Job = read.Job!, SourceFile = At(file) };
        var name = (await host.SubmitAsync(submission, Cancellation)).Job.Name;
        var job = await host.WaitAsync(name, Cancellation);

        Assert.True(job.State == JobState.Completed, job.Reason);
        var trials = new List<(string, double)>();
        foreach (var gpu in Directory.GetFiles(_folder.FullName, "gpu", SearchOption.AllDirectories))
        {
            // …/jobs/NAME/trials/NUMBER/outputs/gpu
            if (
                Path.GetRelativePath(_folder.FullName, gpu).Split('/')
                    is not [.., var of, _, var number, _, _]
                || of != name
            )
            {
                continue;
            }
            var points = await host.Database.Measurements.ReadAsync(
                $"{name}_{number}",
                "accuracy",
                0,
                100,
                Cancellation
            );
            trials.Add((await File.ReadAllTextAsync(gpu, Cancellation), points[^1].Value));
        }
        return trials;
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
        return At(name);
    }
}
