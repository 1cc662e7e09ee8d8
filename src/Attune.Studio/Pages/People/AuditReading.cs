using Attune.Studio.Audit;
using Attune.Workspace.Homes;

namespace Attune.Studio.Pages.People;

/// <summary>The end of the audit log.</summary>
/// <param name="Entries">The last entries, the newest first.</param>
/// <param name="Total">How many there are in all.</param>
internal sealed record AuditPages(IReadOnlyList<AuditEntry> Entries, long Total);

/// <summary>Reads the end of the audit log, anew only when it has grown. Called by one at a time.</summary>
internal sealed class AuditReading(Home home)
{
    /// <summary>The most entries that are shown; all are in the file.</summary>
    public const int Most = 5_000;

    private long _length = -1;
    private AuditPages _last = new([], 0);

    /// <summary>The entries; the same object as before when nothing was added.</summary>
    public Task<AuditPages> ReadAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(home.Root, AuditLog.FileName));
        var length = file.Exists ? file.Length : 0;
        if (length != _length)
        {
            var end = new Queue<AuditEntry>();
            foreach (var entry in AuditLog.ReadAll(home.Root))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (end.Count == Most)
                {
                    end.Dequeue();
                }
                end.Enqueue(entry);
            }
            var entries = end.Reverse().ToArray();
            _last = new AuditPages(entries, entries.Length > 0 ? entries[0].Number : 0);
            _length = length;
        }
        return Task.FromResult(_last);
    }
}
