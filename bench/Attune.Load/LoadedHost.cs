using Attune.Studio;
using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Sweeps;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attune.Load;

/// <summary>A host put together as the command does it: a home, its workspace, and the metric doors listening on a port.</summary>
internal sealed class LoadedHost : IAsyncDisposable
{
    private readonly string _root;

    private LoadedHost(string root, WorkspaceHost workspace, StudioHost studio) =>
        (_root, Workspace, Studio) = (root, workspace, studio);

    public WorkspaceHost Workspace { get; }

    public StudioHost Studio { get; }

    /// <summary>Puts a host together.</summary>
    /// <param name="withPages">Whether pages may act on jobs, too.</param>
    public static async Task<LoadedHost> OpenAsync(bool withPages = false)
    {
        var root = Directory.CreateTempSubdirectory("attune-load-").FullName;
        var home = Home.Create(Path.Combine(root, Home.FolderName));
        StudioHost? studio = null;
        var workspace = await WorkspaceHost.OpenAsync(
            home,
            new WorkspaceOptions
            {
                Variables = trial => studio!.Variables(trial),
                Loggers = NullLoggerFactory.Instance,
            },
            CancellationToken.None
        );
        studio = await StudioHost.StartAsync(
            new StudioOptions { Home = home.Root },
            new StudioParts(
                workspace.Database,
                workspace.Inbox,
                workspace.Trials,
                withPages ? workspace : null,
                NullLoggerFactory.Instance
            ),
            CancellationToken.None
        );
        return new LoadedHost(root, workspace, studio);
    }

    /// <summary>Submits a random sweep of this command over one parameter; its objective is <c>score</c>.</summary>
    public Task<JobRecord> SubmitAsync(string command, int trials, int atOnce) =>
        SubmitTextAsync(
            FormattableString.Invariant(
                $$"""
                type: sweep
                trial:
                  command: |
                    {{command.ReplaceLineEndings("\n    ")}}
                sampling_algorithm: random
                search_space:
                  x: { type: uniform, min_value: 0, max_value: 1 }
                objective: { goal: maximize, primary_metric: score }
                limits: { max_total_trials: {{trials}}, max_concurrent_trials: {{atOnce}} }
                # Trials that report nothing fail for want of their objective; that is not what is measured here.
                attune: { breaker: { first_failures: 0 } }
                """
            )
        );

    /// <summary>Submits a job file of this text.</summary>
    public async Task<JobRecord> SubmitTextAsync(string yaml)
    {
        var file = Path.Combine(_root, "job.yml");
        await File.WriteAllTextAsync(file, yaml);
        var read = await JobFile.ReadAsync(file, [], CancellationToken.None);
        var job = read.Job ?? throw new InvalidDataException(string.Join('\n', read.Problems));
        var submission = new JobSubmission
        {
            Job = job,
            SourceFile = file,
            IsNew = true,
        };
        return (await Workspace.SubmitAsync(submission, CancellationToken.None)).Job;
    }

    /// <summary>Waits for a job as the command does, its state read from the store five times a second; returns its trials' folder.</summary>
    public async Task<string> FollowAsync(JobRecord job)
    {
        var catalog = new JobCatalog(Workspace.Database, Workspace.Home, "default");
        var watch = await catalog.WatchAsync(job, CancellationToken.None);
        var over = Workspace.WaitAsync(job.Name, CancellationToken.None);
        while (!over.IsCompleted)
        {
            await Task.WhenAny(over, Task.Delay(200));
            await watch.RefreshAsync(CancellationToken.None);
        }
        return TrialsOf(job);
    }

    public string TrialsOf(JobRecord job) => Path.Combine(Workspace.Home.Root, job.Folder, "trials");

    public async ValueTask DisposeAsync()
    {
        await Studio.DisposeAsync();
        await Workspace.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
