using Attune.Cli.Homes;
using Attune.Cli.Screens;
using Attune.Jobs;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Jobs;

/// <summary>Follows a job in the form of <c>az ml job stream</c>: a sweep's trials as lines, a command's or trial's log.</summary>
internal sealed class Streaming(JobStore store, Page page, TimeProvider time)
{
    /// <summary>Follows a job to its end.</summary>
    public async Task JobAsync(JobWatch watch, CancellationToken cancellationToken)
    {
        page.Line($"RunId: {watch.Job.Name}");
        if (watch.Job.Job is SweepJob)
        {
            // A history that was read when the watch was made is shown from its start.
            var whole = store.Catalog.Follow(watch.Job);
            Heading("trials");
            var following = new Following(store, whole, page, time);
            await following.ShowAsync(() => following.HasStopped, cancellationToken);
            await watch.RefreshAsync(cancellationToken);
        }
        else
        {
            await LogAsync(watch, 0, cancellationToken);
            while (!new Following(store, watch, page, time).HasStopped)
            {
                await Task.Delay(store.Pause, time, cancellationToken);
                await watch.RefreshAsync(cancellationToken);
            }
        }
        page.Line();
        page.Line("Execution Summary");
        page.Line("=================");
        page.Line($"RunId: {watch.Job.Name}");
    }

    /// <summary>Follows one trial's log to its end.</summary>
    public async Task TrialAsync(JobWatch watch, int number, CancellationToken cancellationToken)
    {
        page.Line($"RunId: {watch.Trials[number].Name}");
        await LogAsync(watch, number, cancellationToken);
        page.Line();
        page.Line("Execution Summary");
        page.Line("=================");
        page.Line($"RunId: {watch.Trials[number].Name}");
    }

    private async Task LogAsync(JobWatch watch, int number, CancellationToken cancellationToken)
    {
        using var output = new PageStream(page);
        var files = new Dictionary<string, LogFollowing>(StringComparer.Ordinal);
        while (true)
        {
            var trial = number < watch.Trials.Count ? watch.Trials[number] : null;
            var over = trial?.HasEnded ?? new Following(store, watch, page, time).HasStopped;
            for (var attempt = 1; attempt <= (trial?.Attempt ?? 0); attempt++)
            {
                var path = watch.Folder.Log(number, attempt);
                if (!files.TryGetValue(path, out var log))
                {
                    files[path] = log = new LogFollowing(store.Files, watch, path, output);
                }
                await log.CopyAsync(
                    () => Heading(Path.GetRelativePath(trial!.Folder, path)),
                    cancellationToken
                );
            }
            if (over || new Following(store, watch, page, time).HasStopped)
            {
                return;
            }
            await Task.Delay(store.Pause, time, cancellationToken);
            await watch.RefreshAsync(cancellationToken);
        }
    }

    private void Heading(string file)
    {
        page.Line();
        page.Line($"Streaming {file}");
        page.Line(new string('=', file.Length + 10));
        page.Line();
    }
}
