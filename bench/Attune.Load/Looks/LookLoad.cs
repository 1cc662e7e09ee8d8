using static Attune.Load.Figures;

namespace Attune.Load.Looks;

/// <summary>How long people wait for pages of a home with very many sweeps, a very long one, and a very long curve: in a real browser.</summary>
internal static class LookLoad
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var sweeps = Number(arguments, "--sweeps", 1_000);
        var trials = Number(arguments, "--trials", 100_000);
        var points = Number(arguments, "--points", 1_000_000);
        var times = Number(arguments, "--times", 20);
        await using var host = await LoadedHost.OpenAsync(withPages: true);
        var filled = new FilledHome(host);
        var template = await host.SubmitTextAsync(FilledHome.Template);
        await host.Workspace.WaitAsync(template.Name, default);
        template = (await host.Workspace.FindAsync(template.Name, default))!;
        await filled.CopyAsync(template, sweeps - 3);
        await filled.AddAsync(template, "long_sweep", trials);
        await filled.AddAsync(template, "wide_sweep", 5_000);
        await filled.MeasureAsync("wide_sweep_0", "loss", points);
        await using var viewer = await Viewer.OpenAsync(host.Studio.Address, host.Studio.SignInAddress());

        await MeasureAsync("a page of text, for comparison", "environments", "h1");
        await MeasureAsync($"{sweeps:#,0} sweeps: the job list", "jobs", "tbody tr td a");
        await ClickAsync(
            $"{sweeps:#,0} sweeps: the job list",
            "environments",
            "nav a[href=jobs]",
            "tbody tr td a"
        );
        await MeasureAsync($"{trials:#,0} trials: their table", "jobs/long_sweep/trials", "tbody tr td a");
        await ClickAsync(
            $"{trials:#,0} trials: their table",
            "jobs/long_sweep/yaml",
            "nav a[href$='long_sweep/trials']",
            "tbody tr td a"
        );
        await MeasureAsync(
            "5,000 trials: parallel coordinates",
            "jobs/wide_sweep/charts",
            "section[aria-labelledby=parallel] .chart[data-drawn]"
        );
        await MeasureAsync(
            $"{points:#,0} points: their curve",
            "jobs/wide_sweep/trials/0",
            "section[aria-labelledby=curve] .chart[data-drawn]"
        );
        await ClickAsync(
            $"{points:#,0} points: their curve",
            "jobs/wide_sweep/trials",
            "a[href$='wide_sweep/trials/0']",
            "section[aria-labelledby=curve] .chart[data-drawn]"
        );
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Line("memory of the host, at most", process.PeakWorkingSet64 / 1048576.0, "MiB");
        return 0;

        async Task ClickAsync(string what, string from, string link, string selector)
        {
            var seen = new List<double>();
            for (var i = 0; i < times; i++)
            {
                seen.Add(await viewer.ClickAsync(from, link, selector));
            }
            Line(what + ", clicked on, median", Quantile(seen, 0.5), "ms");
            Line(what + ", clicked on, p95", Quantile(seen, 0.95), "ms");
        }

        async Task MeasureAsync(string what, string path, string selector)
        {
            var before = Environment.CpuUsage.TotalTime;
            Line(what + ", the first time", await viewer.TimeAsync(path, selector), "ms");
            Line(
                what + ", processor time of the host then",
                (Environment.CpuUsage.TotalTime - before).TotalMilliseconds,
                "ms"
            );
            var seen = new List<double>();
            var used = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < times; i++)
            {
                seen.Add(await viewer.TimeAsync(path, selector));
            }
            used = Environment.CpuUsage.TotalTime - used;
            Line(what + ", median", Quantile(seen, 0.5), "ms");
            Line(what + ", p95", Quantile(seen, 0.95), "ms");
            Line(what + ", processor time of the host", used.TotalMilliseconds / times, "ms");
        }
    }
}
