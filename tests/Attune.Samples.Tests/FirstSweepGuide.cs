using System.Globalization;
using System.Text.RegularExpressions;
using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Sweeps;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attune.Samples.Tests;

/// <summary>The guide to the first sweep, done as it says: its files are written where it puts them, and its lines are typed.</summary>
public sealed partial class FirstSweepGuide : IDisposable
{
    private const string Guide = "docs/guides/first-sweep.md";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Its_lines_lead_to_a_good_trial_and_a_report()
    {
        NeedPython();
        // As in a clone: the command stands in the current folder.
        File.CreateSymbolicLink(At("attune"), Path.Combine(Repository.Root, "attune"));
        Write("first/train.py", Assert.Single(Documents.Blocks(Guide, "python")));
        Write("first/sweep.yml", Job);

        var lines = string.Concat(Documents.Blocks(Guide, "bash"));
        var (code, output) = await Repository.RunAsync(
            _folder.FullName,
            "/usr/bin",
            "bash",
            "-ec",
            "unset ${!ATTUNE_@}\n" + lines
        );

        Assert.True(code == 0, output);
        var best = double.Parse(Best().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(best, 0, 0.5);
        Assert.Contains("<html", File.ReadAllText(At("first.html")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_script_in_other_languages_is_the_same_script()
    {
        NeedPython();
        await using var host = await WorkspaceHost.OpenAsync(
            Home.Create(At(Home.FolderName)),
            new WorkspaceOptions { Loggers = NullLoggerFactory.Instance },
            Cancellation
        );
        var expected = await LossAsync(host, "py", Assert.Single(Documents.Blocks(Guide, "python")), null);
        var others = Others().ToList();
        Assert.Equal(["js", "cs", "awk"], others.Select(other => other.Extension));
        foreach (var (extension, script, command) in others)
        {
            if (extension != "js" || File.Exists("/usr/bin/node"))
            {
                Assert.Equal(expected, await LossAsync(host, extension, script, command), 1e-4);
            }
        }
    }

    private static string Job => Documents.Blocks(Guide, "yaml").First();

    /// <summary>The scripts below the first, each with the line that follows it directly.</summary>
    private static IEnumerable<(string Extension, string Script, string Command)> Others()
    {
        (string Language, string Text)? script = null;
        foreach (var (language, text, isNext) in Documents.Blocks(Guide))
        {
            if (isNext && language == "yaml" && script is { } before)
            {
                var extension = before.Language switch
                {
                    "javascript" => "js",
                    "csharp" => "cs",
                    var same => same,
                };
                yield return (extension, before.Text, text);
            }
            script = (language, text);
        }
    }

    /// <summary>The loss of a trial with values that are the same for all languages.</summary>
    private async Task<double> LossAsync(WorkspaceHost host, string extension, string script, string? command)
    {
        Write($"{extension}/train.{extension}", script);
        var text = command is null ? Job : Command().Replace(Job, _ => command);
        var file = Write(
            $"{extension}/sweep.yml",
            text.Replace("max_total_trials: 20", "max_total_trials: 1", StringComparison.Ordinal)
                + "attune: {initial_points: [{rate: 0.1, steps: 40}]}\n"
        );
        var read = await JobFile.ReadAsync(file, cancellationToken: Cancellation);
        Assert.Empty(read.Problems);
        Assert.Contains(
            $"train.{extension}",
            ((Jobs.SweepJob)read.Job!).Trial.Command,
            StringComparison.Ordinal
        );

        var submission = new JobSubmission { Job = read.Job!, SourceFile = file };
        var name = (await host.SubmitAsync(submission, Cancellation)).Job.Name;
        var job = await host.WaitAsync(name, Cancellation);

        Assert.True(job.State == JobState.Completed, $"{job.Reason}\n{script}");
        var points = await host.Database.Measurements.ReadAsync(name + "_0", "loss", 0, 100, Cancellation);
        return points[^1].Value;
    }

    private static void NeedPython() =>
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs Debian's python3");

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
        return At(name);
    }

    [GeneratedRegex(@"^Best trial: .* loss = (\S+)", RegexOptions.Multiline)]
    private static partial Regex Best();

    [GeneratedRegex("^  command: .*\n", RegexOptions.Multiline)]
    private static partial Regex Command();
}
