using Attune.Storage;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Microsoft.Extensions.Time.Testing;

namespace Attune.Studio.Tests.Accounts;

public sealed class AccountBookTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private readonly string _home = Directory.CreateTempSubdirectory("attune-accounts-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private AttuneDatabase _database = null!;
    private AccountBook _book = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await AttuneDatabase.OpenAsync(_home, cancellationToken: Token);
        _book = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _book.Dispose();
        await _database.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task An_invitation_lets_a_person_choose_a_password_once()
    {
        var code = await _book.InviteAsync("anna", Role.Contributor, again: false, Token);
        Assert.Null(_book.SignIn("anna", ""));
        Assert.Equal("anna", _book.FindInvited(code)?.Name);
        await _book.AcceptAsync(code, Password, Token);
        Assert.Equal(Role.Contributor, _book.SignIn("anna", Password)?.Role);
        Assert.Null(_book.SignIn("anna", Password + "!"));
        Assert.Null(_book.SignIn("ben", Password));
        Assert.Null(_book.FindInvited(code));
        await Assert.ThrowsAsync<AccountException>(() => _book.AcceptAsync(code, Password, Token));
    }

    [Fact]
    public async Task An_invitation_ends_after_a_week()
    {
        var code = await _book.InviteAsync("anna", null, again: false, Token);
        _time.Advance(TimeSpan.FromDays(7));
        await Assert.ThrowsAsync<AccountException>(() => _book.AcceptAsync(code, Password, Token));
        Assert.Null(_book.Find("anna")!.Password);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("for anna alone")]
    public async Task A_password_that_is_guessed_is_refused_and_the_invitation_still_counts(string password)
    {
        var code = await _book.InviteAsync("anna", null, again: false, Token);
        await Assert.ThrowsAsync<AccountException>(() => _book.AcceptAsync(code, password, Token));
        await _book.AcceptAsync(code, Password, Token);
        Assert.NotNull(_book.SignIn("anna", Password));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Anna")]
    [InlineData("owner")]
    [InlineData("../anna")]
    [InlineData(".anna")]
    [InlineData("anna.")]
    [InlineData("anna ben")]
    [InlineData("anna\n")]
    [InlineData("äöü")]
    [InlineData("a123456789012345678901234567890123456789012345")]
    public async Task A_name_that_could_not_be_a_folder_is_refused(string name)
    {
        await Assert.ThrowsAsync<AccountException>(() => _book.InviteAsync(name, null, again: false, Token));
        Assert.Empty(_book.All);
    }

    [Fact]
    public async Task Inviting_again_ends_the_password_and_keeps_the_role()
    {
        await _book.AcceptAsync(
            await _book.InviteAsync("anna", Role.Owner, again: false, Token),
            Password,
            Token
        );
        var before = _book.Find("anna")!.Stamp;
        await Assert.ThrowsAsync<AccountException>(() =>
            _book.InviteAsync("anna", null, again: false, Token)
        );
        await _book.InviteAsync("anna", null, again: true, Token);
        Assert.Null(_book.SignIn("anna", Password));
        Assert.Equal(Role.Owner, _book.Find("anna")!.Role);
        Assert.NotEqual(before, _book.Find("anna")!.Stamp);
    }

    [Fact]
    public async Task Accounts_and_tokens_are_there_after_a_restart_without_a_secret_in_clear()
    {
        var code = await _book.InviteAsync("anna", Role.Contributor, again: false, Token);
        await _book.AcceptAsync(code, Password, Token);
        var (_, token) = await _book.IssueAsync("anna", "laptop", Role.Owner, TimeSpan.FromDays(30), Token);
        _book.Dispose();
        _book = await OpenAsync();
        Assert.NotNull(_book.SignIn("anna", Password));
        // An owner's token of a contributor may do what a contributor may.
        Assert.Equal(Role.Contributor, _book.Verify(token)?.Role);
        var kept = (await _database.Documents.ListAsync("", "account", null, 10, Token)).Single().Json;
        foreach (var secret in (string[])[Password, code, token.Split('.')[^1]])
        {
            Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_ends_with_its_time_its_revocation_and_its_account()
    {
        await _book.InviteAsync("a.b", Role.Owner, again: false, Token);
        var day = TimeSpan.FromDays(1);
        var (_, brief) = await _book.IssueAsync("a.b", "", Role.Reader, day, Token);
        var (second, revoked) = await _book.IssueAsync("a.b", "", Role.Reader, day * 9, Token);
        var (_, last) = await _book.IssueAsync("a.b", "", Role.Reader, day * 9, Token);
        Assert.Equal("a.b", _book.Verify(brief)?.Account.Name);
        _time.Advance(day);
        Assert.Null(_book.Verify(brief));
        Assert.NotNull(_book.Verify(revoked));
        await _book.RevokeAsync("a.b", second.Id, Token);
        Assert.Null(_book.Verify(revoked));
        await _book.ChangeRoleAsync("a.b", Role.Reader, Token);
        Assert.Equal(Role.Reader, _book.Verify(last)?.Role);
        Assert.Null(_book.Verify(last + "x"));
        Assert.Null(_book.Verify(last.Replace("a.b", "a.c", StringComparison.Ordinal)));
        await _book.RemoveAsync("a.b", Token);
        Assert.Null(_book.Verify(last));
    }

    [Fact]
    public async Task Many_changes_at_once_lose_none()
    {
        await _book.InviteAsync("anna", null, again: false, Token);
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    Task.Run(
                        () => _book.IssueAsync("anna", $"{i}", Role.Reader, TimeSpan.FromDays(1), Token),
                        Token
                    )
                )
        );
        Assert.Equal(40, _book.Find("anna")!.Tokens.Count);
        using var again = await OpenAsync();
        Assert.Equal(40, again.Find("anna")!.Tokens.Count);
    }

    private Task<AccountBook> OpenAsync() => AccountBook.OpenAsync(_database.Documents, _time, Token);
}
