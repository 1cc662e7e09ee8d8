using System.Collections.Immutable;
using System.Security.Claims;
using Attune.Storage;
using Attune.Storage.Documents;
using Attune.Studio.SignIn.Accounts;

namespace Attune.Studio.SignIn.Sessions;

/// <summary>The sessions of a home: who is signed in, since when, from where. A cookie names one, and counts only while it is here. Thread-safe.</summary>
/// <remarks>
/// One host holds a home, so what is in memory is what counts; what begins or ends is durable when its call returns. When a session was used last is
/// written down every few minutes alone.
/// </remarks>
internal sealed class SessionBook : IDisposable
{
    /// <summary>How long a session lasts that is not used.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>The most sessions of one person; the one that was not used for longest makes room.</summary>
    public const int MostEach = 50;

    private static readonly TimeSpan WrittenEvery = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly SessionDocuments _documents;
    private readonly AccountBook _accounts;
    private readonly TimeProvider _time;
    private volatile ImmutableDictionary<string, Kept> _sessions;

    private SessionBook(
        SessionDocuments documents,
        AccountBook accounts,
        TimeProvider time,
        IEnumerable<OpenSession> sessions
    )
    {
        (_documents, _accounts, _time) = (documents, accounts, time);
        _sessions = sessions.ToImmutableDictionary(
            session => session.Id,
            session => new Kept(session, session.SeenAt),
            StringComparer.Ordinal
        );
        accounts.Changed += Tell;
    }

    /// <summary>Raised on any thread when sessions may have ended, that those ask again who hold one open.</summary>
    public event Action? Changed;

    /// <summary>Reads the sessions of a home; those that are over are cleared away.</summary>
    public static async Task<SessionBook> OpenAsync(
        DocumentStore documents,
        AccountBook accounts,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var kept = new SessionDocuments(documents);
        var book = new SessionBook(
            kept,
            accounts,
            time,
            await kept.ListAsync(cancellationToken).ConfigureAwait(false)
        );
        await book.EndAsync(one => !book.IsOpen(one), cancellationToken).ConfigureAwait(false);
        return book;
    }

    /// <summary>The sessions that are open, the one used last first.</summary>
    /// <param name="name">Whose; null for everybody's.</param>
    public IReadOnlyList<OpenSession> Of(string? name = null) =>
        [
            .. _sessions
                .Values.Select(kept => kept.Session)
                .Where(one => (name is null || one.Name == name) && IsOpen(one))
                .OrderByDescending(one => one.SeenAt)
                .ThenBy(one => one.Id, StringComparer.Ordinal),
        ];

    /// <summary>The person of a session; null when it has ended, or its account is gone or has changed since it began.</summary>
    public Caller.Person? PersonOf(ClaimsPrincipal? principal) =>
        Session.IdOf(principal) is { } id && _sessions.GetValueOrDefault(id) is { } kept
            ? PersonOf(kept.Session)
            : null;

    /// <summary>Begins a session.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="stamp">The stamp of the account; empty for this machine's own user.</param>
    /// <param name="from">The address that it comes from.</param>
    /// <param name="userAgent">What the browser calls itself.</param>
    /// <param name="cancellationToken">Gives up before it is written.</param>
    public async Task<OpenSession> BeginAsync(
        string name,
        string stamp,
        string from,
        string userAgent,
        CancellationToken cancellationToken
    )
    {
        var now = _time.GetUtcNow();
        var session = new OpenSession
        {
            Id = Secrets.NewId(),
            Name = name,
            Stamp = stamp,
            BeganAt = now,
            SeenAt = now,
            From = from,
            Browser = BrowserName.Of(userAgent),
        };
        var tooMany = Of(name).Skip(MostEach - 1).Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        await EndAsync(one => !IsOpen(one) || tooMany.Contains(one.Id), cancellationToken)
            .ConfigureAwait(false);
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _documents.SaveAsync(session, cancellationToken).ConfigureAwait(false);
            _sessions = _sessions.Add(session.Id, new Kept(session, now));
        }
        finally
        {
            _changing.Release();
        }
        return session;
    }

    /// <summary>Notes that a session is used.</summary>
    /// <param name="principal">Whose.</param>
    /// <param name="from">The address that it is used from; null where it is not known anew.</param>
    public async Task SeeAsync(ClaimsPrincipal? principal, string? from)
    {
        var now = _time.GetUtcNow();
        if (
            Session.IdOf(principal) is not { } id
            || _sessions.GetValueOrDefault(id) is not { } kept
            || (
                now - kept.Session.SeenAt < TimeSpan.FromSeconds(1)
                && kept.Session.From == (from ?? kept.Session.From)
            )
        )
        {
            return;
        }
        await _changing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_sessions.GetValueOrDefault(id) is not { } current)
            {
                // It was ended meanwhile, and stays so.
                return;
            }
            var seen = current.Session with { SeenAt = now, From = from ?? current.Session.From };
            var isDue = now - current.WrittenAt >= WrittenEvery;
            _sessions = _sessions.SetItem(id, new Kept(seen, isDue ? now : current.WrittenAt));
            if (isDue)
            {
                await _documents.SaveAsync(seen, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (StorageException)
        {
            // That the disk is full is told to those who would write; this one only looks.
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends a session.</summary>
    /// <exception cref="AccountException">There is no such session of theirs.</exception>
    public async Task EndAsync(string name, string id, CancellationToken cancellationToken)
    {
        if (
            await EndAsync(one => one.Id == id && one.Name == name, cancellationToken).ConfigureAwait(false)
            == 0
        )
        {
            throw new AccountException($"'{name}' has no session '{id}'.", isMissing: true);
        }
    }

    /// <summary>Ends every session of somebody: signs them out everywhere.</summary>
    /// <exception cref="AccountException">There is nobody of that name.</exception>
    public async Task EndAllAsync(string name, CancellationToken cancellationToken)
    {
        if (
            await EndAsync(one => one.Name == name, cancellationToken).ConfigureAwait(false) == 0
            && !IsSomebody(name)
        )
        {
            throw new AccountException($"There is no account '{name}'.", isMissing: true);
        }
    }

    /// <summary>Whether somebody of this name may have sessions.</summary>
    public bool IsSomebody(string name) =>
        name == Session.LocalOwner.Name || _accounts.Find(name) is not null;

    public void Dispose()
    {
        _accounts.Changed -= Tell;
        _changing.Dispose();
    }

    private async Task<int> EndAsync(Func<OpenSession, bool> which, CancellationToken cancellationToken)
    {
        var ended = 0;
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var (id, _) in _sessions.Where(pair => which(pair.Value.Session)))
            {
                await _documents.DeleteAsync(id, cancellationToken).ConfigureAwait(false);
                _sessions = _sessions.Remove(id);
                ended++;
            }
        }
        finally
        {
            _changing.Release();
            if (ended > 0)
            {
                Tell();
            }
        }
        return ended;
    }

    private void Tell() => Changed?.Invoke();

    private bool IsOpen(OpenSession session) => PersonOf(session) is not null;

    private Caller.Person? PersonOf(OpenSession session) =>
        session.SeenAt + Life <= _time.GetUtcNow() ? null
        : session.Stamp.Length == 0
            ? session.Name == Session.LocalOwner.Name ? Session.LocalOwner
                : null
        : _accounts.Find(session.Name) is { } account && account.Stamp == session.Stamp
            ? new Caller.Person(account.Name, account.Role)
        : null;

    private sealed record Kept(OpenSession Session, DateTimeOffset WrittenAt);
}
