using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Metrics;
using Attune.Workspace.Sweeps;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attune.Samples.Tests;

/// <summary>Every script in the guide to metrics runs as a trial, with the declaration below it, and its metric comes in.</summary>
public sealed class MetricsGuide : IDisposable
{
    private const string Job = """
        type: sweep
        trial: { code: code, command: "python3 script.py ${{search_space.x}}" }
        sampling_algorithm: grid
        search_space: { x: { type: choice, values: [1] } }
        objective: { primary_metric: AUC, goal: maximize }

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Each_of_its_scripts_brings_its_metric_in()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs Debian's python3");
        var doors = Doors().ToList();
        Assert.Equal(6, doors.Count);
        await using var host = await WorkspaceHost.OpenAsync(
            Home.Create(Path.Combine(_folder.FullName, Home.FolderName)),
            new WorkspaceOptions { Loggers = NullLoggerFactory.Instance, Variables = Variables },
            Cancellation
        );
        foreach (var (i, (script, declaration)) in doors.Index())
        {
            var file = Write($"{i}/job.yml", Job + declaration);
            Write($"{i}/code/script.py", script);
            var read = await JobFile.ReadAsync(file, cancellationToken: Cancellation);
            Assert.Empty(read.Problems);

            var submission = new JobSubmission { Job = read.Job!, SourceFile = file };
            var name = (await host.SubmitAsync(submission, Cancellation)).Job.Name;
            var job = await host.WaitAsync(name, Cancellation);

            Assert.True(job.State == JobState.Completed, $"{job.Reason}\n{script}");
            var points = await host.Database.Measurements.ReadAsync(name + "_0", "AUC", 0, 100, Cancellation);
            Assert.Equal(0.93, points[^1].Value, 9);
        }
    }

    [Fact]
    public void Each_of_its_declarations_is_valid()
    {
        var declarations = Documents.Blocks("docs/guides/metrics.md", "yaml").ToList();
        Assert.Equal(4, declarations.Count);
        Assert.All(declarations, declaration => Assert.Empty(JobFile.ReadText(Job + declaration).Problems));
    }

    /// <summary>The scripts in order, each with the declaration that follows it directly.</summary>
    private static IEnumerable<(string Script, string Declaration)> Doors()
    {
        string? script = null;
        foreach (var (language, text, isNext) in Documents.Blocks("docs/guides/metrics.md"))
        {
            if (script is not null)
            {
                var declaration = language == "yaml" && isNext ? text : "";
                yield return (script, declaration);
            }
            script = language == "python" ? text : null;
        }
    }

    private static Dictionary<string, string> Variables(TrialRun trial) =>
        new(TrialVariables.Of(trial, new Uri("http://127.0.0.1:9"), "none"));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
