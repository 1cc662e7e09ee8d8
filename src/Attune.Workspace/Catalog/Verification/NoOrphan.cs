using System.Globalization;
using Attune.Studies;
using Attune.Workspace.Executors;
using Attune.Workspace.Executors.Local;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>I4: no process of a trial lives longer than 30 s after its attempt has ended.</summary>
internal sealed class NoOrphan() : Invariant("I4", "no orphans")
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private int _processes;
    private bool _looked;

    protected override string Evidence =>
        _looked ? $"{_processes} living processes of trials on this machine" : "";

    public override Task ExamineAsync(JobEvidence job, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override async Task ExamineAllAsync(StoreEvidence store, CancellationToken cancellationToken)
    {
        if (!Directory.Exists("/proc/self"))
        {
            Unknown("this system has no /proc to look for processes in");
            return;
        }
        _looked = true;
        var processes = new Processes(store.Identity);
        var orphans = await FindAsync(processes, store, first: true, cancellationToken).ConfigureAwait(false);
        // What has only just ended is given the time that it may take.
        while (orphans.Any(orphan => store.Time.GetUtcNow() - orphan.EndedAt < Grace))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), store.Time, cancellationToken)
                .ConfigureAwait(false);
            orphans = await FindAsync(processes, store, first: false, cancellationToken)
                .ConfigureAwait(false);
        }
        foreach (var orphan in orphans)
        {
            Violated(
                orphan.Job,
                orphan.Trial,
                FormattableString.Invariant($"process {orphan.Pid} lives: {orphan.Why}")
            );
        }
    }

    private async Task<List<Orphan>> FindAsync(
        Processes processes,
        StoreEvidence store,
        bool first,
        CancellationToken cancellationToken
    )
    {
        var orphans = new List<Orphan>();
        foreach (var (pid, execution) in processes.All())
        {
            var line = execution.Trial.LastIndexOf('_');
            var name = line > 0 ? execution.Trial[..line] : execution.Trial;
            if (!store.Jobs.TryGetValue(name, out var job))
            {
                // It may be of another workspace of this home, or submitted just now.
                if (
                    store.IsWhole
                    && await store
                        .Database.Studies.FindAsync(new StudyId(name), cancellationToken)
                        .ConfigureAwait(false)
                        is null
                )
                {
                    _processes += first ? 1 : 0;
                    orphans.Add(
                        new Orphan(
                            pid,
                            name,
                            execution.Trial,
                            DateTimeOffset.MinValue,
                            "the store knows no such job"
                        )
                    );
                }
                continue;
            }
            _processes += first ? 1 : 0;
            if (Reason(job, execution, execution.Trial[(line + 1)..]) is { } why)
            {
                orphans.Add(new Orphan(pid, name, execution.Trial, why.EndedAt, why.Text));
            }
        }
        return orphans;
    }

    private static (DateTimeOffset EndedAt, string Text)? Reason(
        JobEvidence job,
        ExecutionId execution,
        string tail
    )
    {
        if (
            !int.TryParse(tail, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !job.Accounts.TryGetValue(number, out var account)
        )
        {
            // Recorded after the history was read: only a host that works right now does that.
            return job.IsOver ? (DateTimeOffset.MinValue, "the store knows no such trial") : null;
        }
        if (account.Ended.Count > 0)
        {
            return (account.Ended[0].At, "its trial has ended");
        }
        return execution.Attempt < account.Attempt
            ? (
                account.Started[^1].At,
                FormattableString.Invariant(
                    $"it is of attempt {execution.Attempt}, and attempt {account.Attempt} was started since"
                )
            )
            : null;
    }

    private sealed record Orphan(int Pid, string Job, string Trial, DateTimeOffset EndedAt, string Why);
}
