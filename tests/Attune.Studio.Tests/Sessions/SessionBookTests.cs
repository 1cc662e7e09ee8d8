using System.Security.Claims;
using Attune.Storage;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Attune.Studio.SignIn.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace Attune.Studio.Tests.Sessions;

public sealed class SessionBookTests : IAsyncLifetime
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private readonly string _home = Directory.CreateTempSubdirectory("attune-sessions-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private AttuneDatabase _database = null!;
    private AccountBook _accounts = null!;
    private SessionBook _book = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await AttuneDatabase.OpenAsync(_home, cancellationToken: Calls.Token);
        _accounts = await AccountBook.OpenAsync(_database.Documents, _time, Calls.Token);
        await _accounts.InviteAsync("anna", Role.Contributor, again: false, Calls.Token);
        _book = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _book.Dispose();
        _accounts.Dispose();
        await _database.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task A_session_lets_in_until_it_is_ended_and_the_next_host_knows_both()
    {
        var first = await BeginAsync("anna");
        var second = await BeginAsync("anna");
        var owners = await BeginAsync("owner");
        Assert.Equal(new Caller.Person("anna", Role.Contributor), _book.PersonOf(first));
        Assert.Equal(Session.LocalOwner, _book.PersonOf(owners));
        await _book.EndAsync("anna", Session.IdOf(first)!, Calls.Token);
        Assert.Null(_book.PersonOf(first));
        await Assert.ThrowsAsync<AccountException>(() =>
            _book.EndAsync("anna", Session.IdOf(first)!, Calls.Token)
        );
        // Whose it is not, ends it not.
        await Assert.ThrowsAsync<AccountException>(() =>
            _book.EndAsync("ben", Session.IdOf(second)!, Calls.Token)
        );
        using var next = await OpenAsync();
        Assert.Null(next.PersonOf(first));
        Assert.Equal("anna", next.PersonOf(second)?.Name);
        Assert.Equal(Session.LocalOwner, next.PersonOf(owners));
        var listed = Assert.Single(next.Of("anna"));
        Assert.Equal(("Firefox on Linux", "192.0.2.1"), (listed.Browser, listed.From));
    }

    [Fact]
    public async Task A_session_ends_when_it_was_not_used_for_a_week_and_goes_on_when_it_was()
    {
        var used = await BeginAsync("anna");
        var forgotten = await BeginAsync("anna");
        for (var day = 0; day < 7; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            await _book.SeeAsync(used, "192.0.2.2");
        }
        Assert.NotNull(_book.PersonOf(used));
        Assert.Null(_book.PersonOf(forgotten));
        var seen = Assert.Single(_book.Of());
        Assert.Equal("192.0.2.2", seen.From);
        Assert.Equal(TimeSpan.FromDays(7), seen.SeenAt - seen.BeganAt);
        using var next = await OpenAsync();
        Assert.Equal(seen, Assert.Single(next.Of()));
    }

    [Fact]
    public async Task A_session_ends_with_the_account_that_it_began_with()
    {
        var told = 0;
        _book.Changed += () => told++;
        var before = await BeginAsync("anna");
        await _accounts.ChangeRoleAsync("anna", Role.Owner, Calls.Token);
        Assert.Equal(1, told);
        Assert.Null(_book.PersonOf(before));
        Assert.Empty(_book.Of("anna"));
        var after = await BeginAsync("anna");
        Assert.Equal(Role.Owner, _book.PersonOf(after)?.Role);
        await _accounts.RemoveAsync("anna", Calls.Token);
        Assert.Null(_book.PersonOf(after));
        // The same name is somebody else.
        await _accounts.InviteAsync("anna", Role.Owner, again: false, Calls.Token);
        Assert.Null(_book.PersonOf(after));
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_of_one_person_and_none_of_another()
    {
        ClaimsPrincipal[] annas = [await BeginAsync("anna"), await BeginAsync("anna")];
        var owners = await BeginAsync("owner");
        await _book.EndAllAsync("anna", Calls.Token);
        Assert.All(annas, one => Assert.Null(_book.PersonOf(one)));
        Assert.NotNull(_book.PersonOf(owners));
        await _book.EndAllAsync("anna", Calls.Token);
        await Assert.ThrowsAsync<AccountException>(() => _book.EndAllAsync("nobody", Calls.Token));
        // What is seen late brings nothing back.
        _time.Advance(TimeSpan.FromHours(1));
        await _book.SeeAsync(annas[0], null);
        using var next = await OpenAsync();
        Assert.Equal("owner", Assert.Single(next.Of()).Name);
    }

    [Fact]
    public async Task One_session_more_than_there_may_be_ends_the_one_that_was_not_used_for_longest()
    {
        var first = await BeginAsync("anna");
        _time.Advance(TimeSpan.FromMinutes(1));
        var second = await BeginAsync("anna");
        for (var i = 2; i < SessionBook.MostEach; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await BeginAsync("anna");
        }
        await _book.SeeAsync(first, null);
        var owners = await BeginAsync("owner");
        await BeginAsync("anna");
        Assert.Equal(SessionBook.MostEach, _book.Of("anna").Count);
        Assert.Null(_book.PersonOf(second));
        Assert.NotNull(_book.PersonOf(first));
        Assert.NotNull(_book.PersonOf(owners));
    }

    [Theory]
    [InlineData(Firefox, "Firefox on Linux")]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "Edge on Windows"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
        "Safari on iOS"
    )]
    [InlineData(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Chrome on macOS"
    )]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("<script>alert(1)</script>", "a browser")]
    [InlineData("", "a browser")]
    public void A_browser_is_called_what_a_person_knows_it_as(string userAgent, string name) =>
        Assert.Equal(name, BrowserName.Of(userAgent));

    private async Task<ClaimsPrincipal> BeginAsync(string name)
    {
        var account = _accounts.Find(name);
        var session = await _book.BeginAsync(name, account?.Stamp ?? "", "192.0.2.1", Firefox, Calls.Token);
        return Session.PrincipalOf(session.Id, new Caller.Person(name, account?.Role ?? Role.Owner));
    }

    private Task<SessionBook> OpenAsync() =>
        SessionBook.OpenAsync(_database.Documents, _accounts, _time, Calls.Token);
}
