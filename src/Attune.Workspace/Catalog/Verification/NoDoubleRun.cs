using System.Globalization;
using Attune.Studies;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>I2: attempts at a trial follow each other, only the last one sets the result, and nothing ran that the store did not start.</summary>
internal sealed class NoDoubleRun() : Invariant("I2", "no double run that counts")
{
    private int _attempts;
    private int _folders;
    private long _points;

    protected override string Evidence =>
        $"{Number(_attempts, "attempt")} in the store, {_folders} on disk, {Number(_points, "point")}";

    public override async Task ExamineAsync(JobEvidence job, CancellationToken cancellationToken)
    {
        var running = new Dictionary<int, int>();
        foreach (var change in job.Changes)
        {
            switch (change)
            {
                case TrialStarted started:
                    _attempts++;
                    if (running.TryGetValue(started.Trial, out var other))
                    {
                        Violated(
                            job,
                            started.Trial,
                            FormattableString.Invariant(
                                $"attempt {started.Attempt} was started while attempt {other} had not ended"
                            )
                        );
                    }
                    running[started.Trial] = started.Attempt;
                    break;
                case TrialRequeued requeued:
                    running.Remove(requeued.Trial);
                    break;
                case TrialEnded ended:
                    running.Remove(ended.Trial);
                    break;
            }
        }
        foreach (var (number, account) in job.Accounts)
        {
            Order(job, number, account);
            await FoldersAsync(job, number, account, cancellationToken).ConfigureAwait(false);
            await foreach (
                var point in job.PointsAsync(number, null, cancellationToken).ConfigureAwait(false)
            )
            {
                _points++;
                if (
                    point.Attempt != 0
                    && !await job.WasStartedAsync(number, point.Attempt, cancellationToken)
                        .ConfigureAwait(false)
                )
                {
                    Violated(
                        job,
                        number,
                        FormattableString.Invariant(
                            $"holds a point of `{point.Metric}` of attempt {point.Attempt}, which was never started"
                        )
                    );
                    break;
                }
            }
        }
    }

    private void Order(JobEvidence job, int number, TrialAccount account)
    {
        for (var i = 0; i < account.Started.Count; i++)
        {
            if (account.Started[i].Attempt != i + 1)
            {
                Violated(
                    job,
                    number,
                    FormattableString.Invariant(
                        $"its start {i + 1} is of attempt {account.Started[i].Attempt}"
                    )
                );
                break;
            }
        }
        if (account.Ended.Count > 1)
        {
            Violated(job, number, $"ended {Number(account.Ended.Count, "time")}");
        }
    }

    /// <summary>An attempt leaves a folder of its own: one that the store never started ran behind its back.</summary>
    private async Task FoldersAsync(
        JobEvidence job,
        int number,
        TrialAccount account,
        CancellationToken cancellationToken
    )
    {
        var trial = job.Folder.Trial(number);
        if (!Directory.Exists(trial))
        {
            return;
        }
        foreach (var folder in Directory.EnumerateDirectories(trial, ".attempt-*"))
        {
            _folders++;
            var text = Path.GetFileName(folder)[".attempt-".Length..];
            if (
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
                && !await job.WasStartedAsync(number, attempt, cancellationToken).ConfigureAwait(false)
            )
            {
                Violated(
                    job,
                    number,
                    FormattableString.Invariant(
                        $"attempt {attempt} ran, but the store started only {account.Attempt}: {folder}"
                    )
                );
            }
        }
    }
}
