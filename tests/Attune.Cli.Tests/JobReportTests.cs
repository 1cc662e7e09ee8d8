using System.Text.Json;
using System.Text.RegularExpressions;
using Attune.Cli.Tests.Running;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Tests;

public sealed partial class JobReportTests
{
    private const string Hostile = """
        type: sweep
        display_name: "</title><script>alert(1)</script>"
        description: "<img src=x onerror=alert(1)>"
        trial: {command: "echo '</pre><script>alert(1)</script>' ${{search_space.x}}", environment: local}
        sampling_algorithm: grid
        search_space:
          x: {type: choice, values: ["</script><script>alert(1)</script>", "<!--<script>", "plain"]}
        objective: {goal: maximize, primary_metric: "</script><b>"}
        """;

    [Fact]
    public async Task A_finished_sweep_becomes_one_file_that_asks_for_nothing_else()
    {
        await using var home = new TemporaryHome();
        await Stories.FinishedAsync(home);
        await home.LetGoAsync();
        var said = await home.RunAsync("job", "report", "calm_otter");
        Assert.Equal((0, ""), (said.ExitCode, said.Error));
        Assert.Contains("6 trials of calm_otter", said.Output, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(Path.Combine(home.Folder, "calm_otter.html"));
        Assert.Contains("Diabetes [trees]", html, StringComparison.Ordinal);
        Assert.Contains("all 6 combinations have been tried", html, StringComparison.Ordinal);
        Assert.Contains("Trial 5: AUC = <b>0.95</b>", html, StringComparison.Ordinal);
        Assert.Contains("It takes 10 trials with a value", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(Outside(), Body(html));
        Assert.DoesNotMatch(Loaded(), html);
        Assert.Equal(6, Rows(html).GetProperty("rows").GetArrayLength());
        Assert.InRange(html.Length, 1_000_000, 1_500_000);
    }

    [Fact]
    public async Task The_file_is_named_and_an_older_one_stays_when_there_is_no_such_job()
    {
        await using var home = new TemporaryHome();
        await Stories.FinishedAsync(home);
        await home.LetGoAsync();
        var file = home.Write("out/report.html", "older");
        var wrong = await home.RunAsync("job", "report", "calm_oter", "-o", file);
        Assert.Equal(3, wrong.ExitCode);
        Assert.Contains("calm_otter", wrong.Error, StringComparison.Ordinal);
        Assert.Equal("older", await File.ReadAllTextAsync(file));
        var json = (await home.RunAsync("job", "report", "calm_otter", "-o", file, "--json")).Json;
        Assert.Equal(new FileInfo(file).Length, json.GetProperty("bytes").GetInt64());
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!));
        Assert.Equal(2, (await home.RunAsync("job", "report", "calm_otter", "-o", "json")).ExitCode);
    }

    [Fact]
    public async Task A_running_job_says_that_it_is_not_over()
    {
        await using var home = new TemporaryHome();
        await Stories.UnderWayAsync(home);
        await home.LetGoAsync();
        var said = await home.RunAsync("job", "report", "brisk_heron");
        Assert.Equal((0, ""), (said.ExitCode, said.Error));
        var html = await File.ReadAllTextAsync(Path.Combine(home.Folder, "brisk_heron.html"));
        Assert.Contains("The job is not over", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_name_value_or_reason_breaks_out_of_its_place()
    {
        await using var home = new TemporaryHome();
        var record = home.Record("sly_fox", Hostile, Stories.Day);
        await home.SaveAsync(record with { State = JobState.Running, StartedAt = Stories.Day });
        var sweep = await home.StudyAsync(record);
        for (var i = 0; i < 3; i++)
        {
            var trial = await sweep.StartAsync();
            sweep.After(1);
            await sweep.ReportAsync(trial, "</script><b>", i);
            await sweep.EndAsync(trial, TrialState.Completed, "</script><script>alert(1)</script>", null, 0);
        }
        await sweep.FinishAsync(StudyState.Completed, "</p><script>alert(1)</script>");
        await home.LetGoAsync();
        Assert.Equal(0, (await home.RunAsync("job", "report", "sly_fox")).ExitCode);
        var html = await File.ReadAllTextAsync(Path.Combine(home.Folder, "sly_fox.html"));
        Assert.DoesNotContain("<script>alert", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", Body(html), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--<script", html, StringComparison.OrdinalIgnoreCase);
        // As many ends of scripts as beginnings, all of them ours.
        Assert.Equal(Begin().Count(html), End().Count(html));
        var rows = Rows(html);
        Assert.Equal("</script><b>", rows.GetProperty("heads")[2].GetString());
        Assert.Equal("</script><script>alert(1)</script>", rows.GetProperty("rows")[0][3].GetString());
    }

    [Fact]
    public async Task Ten_thousand_trials_make_a_file_of_some_megabytes()
    {
        await using var home = new TemporaryHome();
        var record = home.Record(
            "long_haul",
            """
            type: sweep
            trial: {command: "echo ${{search_space.lr}} ${{search_space.units}}", environment: local}
            sampling_algorithm: random
            search_space:
              lr: {type: loguniform, min_value: -7, max_value: 0}
              units: {type: int, low: 16, high: 512}
            objective: {goal: maximize, primary_metric: AUC}
            limits: {max_total_trials: 10000}
            """,
            Stories.Day
        );
        await home.SaveAsync(record with { State = JobState.Running, StartedAt = Stories.Day });
        var sweep = await home.StudyAsync(record);
        await sweep.FillAsync(10_000);
        await sweep.FinishAsync(StudyState.Completed, "10000 trials");
        await home.LetGoAsync();
        Assert.Equal(0, (await home.RunAsync("job", "report", "long_haul")).ExitCode);
        var file = new FileInfo(Path.Combine(home.Folder, "long_haul.html"));
        Assert.InRange(file.Length, 1_500_000, 8_000_000);
        Assert.Equal(
            10_000,
            Rows(await File.ReadAllTextAsync(file.FullName)).GetProperty("rows").GetArrayLength()
        );
    }

    private static JsonElement Rows(string html) =>
        JsonDocument.Parse(Json().Match(html).Groups[1].Value).RootElement;

    // What is neither a script nor a style.
    private static string Body(string html) => Script().Replace(html, "");

    [GeneratedRegex("""<(?:link|img|iframe|base)\b|@import""", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();

    [GeneratedRegex("""<script[^>]+src=""")]
    private static partial Regex Loaded();

    [GeneratedRegex("""<script type="application/json" id="rows">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("<script.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<script[ >]")]
    private static partial Regex Begin();

    [GeneratedRegex("</script>")]
    private static partial Regex End();
}
