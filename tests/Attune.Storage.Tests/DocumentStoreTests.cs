using Attune.Conformance.Stores;
using Attune.Storage.Documents;

namespace Attune.Storage.Tests;

public sealed class DocumentStoreTests : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
    private AttuneDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DocumentStore Documents => _database.Documents;

    [Fact]
    public async Task A_save_from_an_older_version_is_refused()
    {
        Assert.Equal(1, await SaveAsync("a", "{}", 0));
        Assert.Null(await SaveAsync("a", "[]", 0));
        Assert.Equal(2, await SaveAsync("a", "1", 1));
        Assert.Null(await SaveAsync("a", "2", 1));
        Assert.Null(await SaveAsync("b", "2", 1));
        Assert.Equal(3, await SaveAsync("a", "3", null));
        var found = await Documents.FindAsync("default", "job", "a", Cancellation);
        Assert.Equal((3, "3"), (found!.Version, found.Json));
    }

    [Fact]
    public async Task Of_many_that_save_from_one_version_one_wins()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => SaveAsync("a", $"{i}", 0)));
        Assert.Single(won, version => version is not null);
    }

    [Fact]
    public async Task Several_saves_are_kept_together_or_not_at_all()
    {
        await SaveAsync("old", "1", 0);
        Assert.True(
            await Documents.SaveAllAsync(
                "default",
                [
                    new DocumentChange("job", "new", "2", 0),
                    new DocumentChange("other", "new", "3", 0),
                    new DocumentChange("job", "old", null, 1),
                ],
                Cancellation
            )
        );
        Assert.Null(await Documents.FindAsync("default", "job", "old", Cancellation));
        Assert.Equal("3", (await Documents.FindAsync("default", "other", "new", Cancellation))!.Json);
        Assert.False(
            await Documents.SaveAllAsync(
                "default",
                [
                    new DocumentChange("job", "third", "4", 0),
                    new DocumentChange("other", "new", null, null),
                    new DocumentChange("job", "new", "5", 7),
                ],
                Cancellation
            )
        );
        Assert.Null(await Documents.FindAsync("default", "job", "third", Cancellation));
        Assert.Equal("2", (await Documents.FindAsync("default", "job", "new", Cancellation))!.Json);
        Assert.NotNull(await Documents.FindAsync("default", "other", "new", Cancellation));
    }

    [Fact]
    public async Task Documents_are_kept_apart_by_workspace_kind_and_name()
    {
        await Documents.SaveAsync("w1", "job", "a", "1", null, Cancellation);
        await Documents.SaveAsync("w2", "job", "a", "2", null, Cancellation);
        await Documents.SaveAsync("w1", "setting", "a", "3", null, Cancellation);
        Assert.Equal("1", (await Documents.FindAsync("w1", "job", "a", Cancellation))!.Json);
        Assert.Equal(
            ["2"],
            (await Documents.ListAsync("w2", "job", null, 10, Cancellation)).Select(found => found.Json)
        );
        Assert.Null(await Documents.FindAsync("w2", "setting", "a", Cancellation));
    }

    [Fact]
    public async Task Documents_of_a_kind_are_listed_by_name_in_pages()
    {
        for (var i = 0; i < 25; i++)
        {
            await SaveAsync($"n{i:D2}", "{}", 0);
        }
        var listed = new List<Document>();
        while (
            await Documents.ListAsync("default", "job", listed.LastOrDefault()?.Name, 7, Cancellation)
                is { Count: > 0 } page
        )
        {
            listed.AddRange(page);
        }
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"n{i:D2}"), listed.Select(found => found.Name));
    }

    [Fact]
    public async Task A_document_is_deleted_in_the_version_that_was_meant()
    {
        await SaveAsync("a", "{}", 0);
        Assert.False(await Documents.DeleteAsync("default", "job", "a", 2, Cancellation));
        Assert.True(await Documents.DeleteAsync("default", "job", "a", 1, Cancellation));
        Assert.False(await Documents.DeleteAsync("default", "job", "a", null, Cancellation));
        Assert.Equal(1, await SaveAsync("a", "{}", 0));
    }

    [Theory]
    [MemberData(nameof(OddNames.All), MemberType = typeof(OddNames))]
    public async Task Names_and_texts_come_back_unchanged(string text)
    {
        Assert.Equal(1, await SaveAsync(text, text, 0));
        var found = await Documents.FindAsync("default", "job", text, Cancellation);
        Assert.Equal((text, text), (found!.Name, found.Json));
    }

    public async ValueTask InitializeAsync() =>
        _database = await AttuneDatabase.OpenAsync(_home.Path, cancellationToken: Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _home.Dispose();
    }

    private Task<long?> SaveAsync(string name, string json, long? expectedVersion) =>
        Documents.SaveAsync("default", "job", name, json, expectedVersion, Cancellation);
}
