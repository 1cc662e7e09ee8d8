using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using Attune.Workspace.Executors;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Sweeps;
using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

/// <summary>A real host that runs real sweeps, and a real browser that is signed in to its studio.</summary>
public class Studio : IAsyncLifetime
{
    /// <summary>The time that anything may take on a busy machine, in milliseconds.</summary>
    public const int Patience = 180_000;

    private readonly string _root = Directory.CreateTempSubdirectory("attune-studio-").FullName;
    private readonly TestHost.LogLines _log = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private WorkspaceHost? _workspace;
    private StudioHost? _host;
    private string? _session;
    private Task<string>? _many;

    public WorkspaceHost Workspace => _workspace!;

    public StudioHost Host => _host!;

    /// <summary>What pages complained of: errors of scripts, files that were missing, what the content policy forbade.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Where job files lie.</summary>
    public string Root => _root;

    public virtual async ValueTask InitializeAsync()
    {
        var home = Home.Create(Path.Combine(_root, Home.FolderName));
        _workspace = await WorkspaceHost.OpenAsync(
            home,
            new WorkspaceOptions
            {
                Loggers = _log,
                Variables = trial => _host!.Variables(trial),
                InstanceDriver = DriverOf(home),
            },
            default
        );
        _host = await StudioHost.StartAsync(
            OptionsOf(home),
            new StudioParts(_workspace.Database, _workspace.Inbox, _workspace.Trials, _workspace, _log),
            default
        );
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = "/usr/bin/chromium",
                // A container's root has no sandbox to give.
                Args = ["--no-sandbox"],
                Timeout = Patience,
            }
        );
        await using var context = await _browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(_host.SignInAddress().ToString(), new PageGotoOptions { Timeout = Patience });
        _session = await context.StorageStateAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
        if (_workspace is not null)
        {
            _workspace.Interrupt(StopMode.Forceful);
            await _workspace.WhenIdleAsync(default);
            await _workspace.DisposeAsync();
        }
        _log.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>What runs in compute instances: nothing.</summary>
    protected virtual IInstanceDriver DriverOf(Home home) => new NoApplications();

    /// <summary>How the host is started.</summary>
    protected virtual StudioOptions OptionsOf(Home home) =>
        new() { Home = home.Root, PathPrefix = "/attune" };

    /// <summary>A page of the studio, signed in unless said otherwise.</summary>
    public async Task<IPage> OpenAsync(
        string path,
        ColorScheme colours = ColorScheme.Light,
        bool signedIn = true,
        int height = 860
    )
    {
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 1360, Height = height },
                ColorScheme = colours,
                StorageState = signedIn ? _session : null,
                ReducedMotion = ReducedMotion.Reduce,
                // A home makes its own certificate, which no browser knows.
                IgnoreHTTPSErrors = true,
            }
        );
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
        await page.GotoAsync(new Uri(_host!.Address, path).ToString());
        await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync(Long);
        return page;
    }

    /// <summary>Waits as long as anything may take.</summary>
    public static LocatorAssertionsToBeVisibleOptions Long { get; } = new() { Timeout = Patience };

    /// <summary>Hands in a sweep over <c>x</c> and <c>kind</c> whose trials run a script of bash with the two values.</summary>
    public async Task<string> SubmitAsync(
        string script,
        string more = "",
        string name = "A small sweep",
        string x = "{type: choice, values: [1, 2, 3, 4]}",
        string sampler = "grid"
    )
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, Guid.NewGuid().ToString("N")));
        Directory.CreateDirectory(Path.Combine(folder.FullName, "src"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "src", "trial.sh"), script + "\n");
        var file = Path.Combine(folder.FullName, "sweep.yml");
        await File.WriteAllTextAsync(
            file,
            $$$"""
            type: sweep
            display_name: {{{name}}}
            experiment_name: browser
            trial:
              code: src
              command: bash trial.sh ${{search_space.x}} ${{search_space.kind}}
            search_space:
              x: {{{x}}}
              kind: {type: choice, values: [a, b]}
            sampling_algorithm: {{{sampler}}}
            objective: {primary_metric: score, goal: maximize}
            limits: {max_concurrent_trials: 2, max_total_trials: 24}
            {{{more}}}
            """
        );
        var read = await JobFile.ReadAsync(file);
        Assert.Empty(read.Errors);
        var submitted = await Workspace.SubmitAsync(
            new JobSubmission { Job = read.Job!, SourceFile = file },
            default
        );
        return submitted.Job.Name;
    }

    /// <summary>A sweep of two dozen trials over a range, run once: one fails, and one diverges.</summary>
    public Task<string> ManyAsync()
    {
        lock (_log)
        {
            return _many ??= RunManyAsync();
        }
    }

    private async Task<string> RunManyAsync()
    {
        var job = await SubmitAsync(
            """
            n=$(basename "$PWD")
            if [ "$n" = 7 ]; then echo "cannot go on" >&2; exit 3; fi
            for i in 1 2 3; do awk -v x=$1 -v k=$2 -v i=$i -v n="$n" 'BEGIN { v = (n == 9) ? -1e9 : i * (10 * x + (k == "b" ? 3 : 0)); print "score=" v " loss=" 100 - v " step=" i }'; done
            """,
            "attune: {metrics: [{from: stdout}], retries: 0}",
            "Two dozen",
            "{type: uniform, min_value: 0, max_value: 1}",
            "{type: random, seed: 3}"
        );
        Assert.Equal(JobState.Completed, (await Workspace.WaitAsync(job, default)).State);
        return job;
    }

    /// <summary>Hands in a sweep and waits for its end.</summary>
    public async Task<string> RunAsync(string script, string more = "", string name = "A small sweep")
    {
        var job = await SubmitAsync(script, more, name);
        Assert.Equal(JobState.Completed, (await Workspace.WaitAsync(job, default)).State);
        return job;
    }
}
