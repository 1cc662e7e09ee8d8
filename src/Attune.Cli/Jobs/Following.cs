using Attune.Cli.Homes;
using Attune.Cli.Screens;
using Attune.Workspace.Catalog;
using Spectre.Console;

namespace Attune.Cli.Jobs;

/// <summary>Shows a job as it goes on: drawn over and over on a terminal, else as a line for each thing that happens.</summary>
/// <remarks>Only ever looks at the store, five times a second (once where it is elsewhere), so that it shows the same whoever runs the job, and no viewer slows a trial.</remarks>
internal sealed class Following(JobStore store, JobWatch watch, Page page, TimeProvider time)
{
    private bool _preparing;
    private string? _fullDisk;

    /// <summary>What to say below the job while it is drawn; null for nothing. May be set from another thread.</summary>
    public string? Note { get; set; }

    /// <summary>Whether nobody goes on with the job: it is over, was interrupted, or its host is gone.</summary>
    public bool HasStopped => watch.Job.IsOver || store.StateOf(watch.Job).State == JobState.Interrupted;

    /// <summary>Shows the job until it has stopped.</summary>
    /// <param name="hasStopped">Beside <see cref="HasStopped"/>: whoever runs the job here knows best when it has.</param>
    /// <param name="cancellationToken">Stops looking; the job goes on.</param>
    public async Task ShowAsync(Func<bool> hasStopped, CancellationToken cancellationToken)
    {
        if (page.Traits.Live)
        {
            await page
                .Console.Live(Frame())
                .AutoClear(false)
                .Overflow(VerticalOverflow.Crop)
                .StartAsync(context =>
                    LoopAsync(_ => context.UpdateTarget(Frame()), hasStopped, cancellationToken)
                );
        }
        else
        {
            await LoopAsync(Lines, hasStopped, cancellationToken);
        }
    }

    private async Task LoopAsync(
        Action<IReadOnlyList<Studies.StudyChange>> show,
        Func<bool> hasStopped,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            // Asked before the store is read: what is read afterwards is all there is.
            var last = hasStopped();
            var changes = await watch.RefreshAsync(cancellationToken);
            Disk();
            show(changes);
            if (last)
            {
                return;
            }
            await Task.Delay(store.Pause, time, cancellationToken);
        }
    }

    private void Disk()
    {
        var before = _fullDisk;
        _fullDisk = store.IsElsewhere ? null : FullDisk.Find(store.Home);
        if (!page.Traits.Live && _fullDisk is not null && before is null)
        {
            page.Line($"{PlainLines.Clock(time.GetUtcNow())} {_fullDisk}");
        }
    }

    private void Lines(IReadOnlyList<Studies.StudyChange> changes)
    {
        if (watch.Job.State == JobState.Preparing && !_preparing)
        {
            _preparing = true;
            page.Line(
                $"{PlainLines.Clock(time.GetUtcNow())} preparing: environment, inputs, what has to be built"
            );
        }
        foreach (var line in PlainLines.Of(watch, changes))
        {
            page.Line(line);
        }
    }

    private Spectre.Console.Rendering.IRenderable Frame() =>
        LiveView.Draw(watch, Note ?? _fullDisk, time.GetUtcNow(), page.Traits.Width, Height());

    private static int Height()
    {
        try
        {
            return Console.WindowHeight;
        }
        catch (IOException)
        {
            return 24;
        }
    }
}
