using Attune.Studies;
using CsCheck;

namespace Attune.Conformance.Stores;

/// <summary>What every study store can do. A test project inherits it and says how to make an empty one.</summary>
public abstract class StudyStoreConformance
{
    private static readonly StudyId Study = new("sweep-1");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A store without studies, or one where nobody else uses the names of these tests.</summary>
    protected abstract Task<IStudyStore> OpenAsync();

    [Fact]
    public async Task A_study_that_was_never_created_is_not_there()
    {
        var store = await OpenAsync();
        Assert.Null(await store.FindAsync(Study, Cancellation));
        Assert.Empty(await store.ListAsync(Cancellation));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => store.ReadAsync(Study, 0, Cancellation));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => store.LeaseAsync(Study, Cancellation));
        await Assert.ThrowsAsync<KeyNotFoundException>(() =>
            store.AppendAsync(Study, new LeaseToken(1), 0, [StudySamples.Started(0)], Cancellation)
        );
    }

    [Fact]
    public async Task A_created_study_is_found_and_listed_as_it_was_given()
    {
        var store = await OpenAsync();
        await store.CreateAsync(Study, StudySamples.Spec(), Cancellation);
        await store.CreateAsync(new StudyId("another"), StudySamples.Spec(), Cancellation);

        var row = await store.FindAsync(Study, Cancellation);
        Assert.NotNull(row);
        Assert.Equal(StudySamples.Spec(), row.Spec);
        Assert.Equal((Study, 0L, StudyState.Active), (row.Id, row.Revision, row.State));
        Assert.Equal(
            ["sweep-1", "another"],
            (await store.ListAsync(Cancellation)).Select(found => found.Id.Value)
        );
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var store = await OpenAsync();
        await store.CreateAsync(Study, StudySamples.Spec(), Cancellation);
        await Assert.ThrowsAsync<StudyConflictException>(() =>
            store.CreateAsync(Study, StudySamples.Spec(), Cancellation)
        );
    }

    [Fact]
    public async Task Changes_come_back_in_order_from_any_revision()
    {
        var store = await OpenAsync();
        await store.CreateAsync(Study, StudySamples.Spec(), Cancellation);
        var lease = await store.LeaseAsync(Study, Cancellation);
        var changes = Enumerable.Range(0, 10).Select(trial => StudySamples.Started(trial)).ToArray();
        await store.AppendAsync(Study, lease, 0, changes[..4], Cancellation);
        await store.AppendAsync(Study, lease, 4, changes[4..], Cancellation);

        Assert.Equal(changes, await store.ReadAsync(Study, 0, Cancellation));
        Assert.Equal(changes[7..], await store.ReadAsync(Study, 7, Cancellation));
        Assert.Empty(await store.ReadAsync(Study, 10, Cancellation));
        Assert.Equal(10, (await store.FindAsync(Study, Cancellation))!.Revision);
    }

    [Fact]
    public async Task Changes_of_every_kind_come_back_as_they_were()
    {
        var store = await OpenAsync();
        await store.CreateAsync(Study, StudySamples.Spec(), Cancellation);
        var lease = await store.LeaseAsync(Study, Cancellation);
        await store.AppendAsync(Study, lease, 0, StudySamples.EveryKind, Cancellation);
        Assert.Equal(StudySamples.EveryKind, await store.ReadAsync(Study, 0, Cancellation));
    }

    [Fact]
    public async Task An_older_lease_is_void()
    {
        var store = await OpenAsync();
        await store.CreateAsync(Study, StudySamples.Spec(), Cancellation);
        var old = await store.LeaseAsync(Study, Cancellation);
        var young = await store.LeaseAsync(Study, Cancellation);

        await Assert.ThrowsAsync<StudyConflictException>(() =>
            store.AppendAsync(Study, old, 0, [StudySamples.Started(0)], Cancellation)
        );
        await store.AppendAsync(Study, young, 0, [StudySamples.Started(0)], Cancellation);
        Assert.Single(await store.ReadAsync(Study, 0, Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task An_append_after_another_revision_than_the_newest_is_refused_whole(long expected)
    {
        var store = await OpenAsync();
        await store.CreateAsync(Study, StudySamples.Spec(), Cancellation);
        var lease = await store.LeaseAsync(Study, Cancellation);
        StudyChange[] two = [StudySamples.Started(0), StudySamples.Started(1)];
        await store.AppendAsync(Study, lease, 0, two, Cancellation);

        await Assert.ThrowsAsync<StudyConflictException>(() =>
            store.AppendAsync(Study, lease, expected, two, Cancellation)
        );
        Assert.Equal(two, await store.ReadAsync(Study, 0, Cancellation));
    }

    [Fact]
    public async Task A_study_ends_and_goes_on()
    {
        var store = await OpenAsync();
        await store.CreateAsync(Study, StudySamples.Spec(), Cancellation);
        var lease = await store.LeaseAsync(Study, Cancellation);
        await store.AppendAsync(Study, lease, 0, [StudySamples.Ended(StudyState.Canceled)], Cancellation);
        Assert.Equal(StudyState.Canceled, (await store.FindAsync(Study, Cancellation))!.State);

        await store.AppendAsync(Study, lease, 1, [StudySamples.Resumed()], Cancellation);
        Assert.Equal(StudyState.Active, (await store.FindAsync(Study, Cancellation))!.State);
        await store.AppendAsync(Study, lease, 2, [StudySamples.Started(0)], Cancellation);
        Assert.Equal(StudyState.Active, (await store.FindAsync(Study, Cancellation))!.State);
    }

    [Theory]
    [MemberData(nameof(OddNames.All), MemberType = typeof(OddNames))]
    public async Task A_study_may_have_any_name(string name)
    {
        var store = await OpenAsync();
        var id = new StudyId(name);
        await store.CreateAsync(id, StudySamples.Spec(), Cancellation);
        await store.CreateAsync(new StudyId(name + "x"), StudySamples.Spec(), Cancellation);
        Assert.Equal(id, (await store.FindAsync(id, Cancellation))!.Id);
    }

    [Fact]
    public async Task Of_many_that_append_after_one_revision_one_is_first()
    {
        var store = await OpenAsync();
        await store.CreateAsync(Study, StudySamples.Spec(), Cancellation);
        var lease = await store.LeaseAsync(Study, Cancellation);
        for (var revision = 0; revision < 20; revision++)
        {
            var tries = Enumerable
                .Range(0, 8)
                .Select(trial =>
                    TryAppendAsync(store, Study, lease, revision, [StudySamples.Started(trial)])
                );
            Assert.Single(await Task.WhenAll(tries), won => won);
        }
        Assert.Equal(20, (await store.ReadAsync(Study, 0, Cancellation)).Count);
    }

    [Fact]
    public async Task It_does_what_a_list_of_lists_does()
    {
        var store = await OpenAsync();
        var round = 0;
        await Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Long[-1, 2], Gen.Long[-1, 1], Gen.Int[0, 3])
            .Array[0, 40]
            .SampleAsync(
                async steps =>
                {
                    var prefix = $"model-{Interlocked.Increment(ref round)}-";
                    var model = new Dictionary<StudyId, StudyModel>();
                    foreach (var (name, action, leaseShift, revisionShift, count) in steps)
                    {
                        var id = new StudyId(prefix + name);
                        model.TryGetValue(id, out var known);
                        if (action == 0)
                        {
                            var created = await TryAsync(() =>
                                store.CreateAsync(id, StudySamples.Spec(), Cancellation)
                            );
                            Assert.Equal(known is null, created);
                            model.TryAdd(id, new StudyModel());
                        }
                        else if (action == 1 && known is not null)
                        {
                            var lease = await store.LeaseAsync(id, Cancellation);
                            Assert.True(lease.Value > known.Lease);
                            known.Lease = lease.Value;
                        }
                        else if (known is not null)
                        {
                            var lease = new LeaseToken(known.Lease + (leaseShift < 1 ? leaseShift : 0));
                            var changes = Enumerable
                                .Range(0, count)
                                .Select(i => StudySamples.Started(i, known.Changes.Count))
                                .ToArray();
                            var won = await TryAppendAsync(
                                store,
                                id,
                                lease,
                                known.Changes.Count + revisionShift,
                                changes
                            );
                            Assert.Equal(leaseShift != -1 && revisionShift == 0, won);
                            known.Changes.AddRange(won ? changes : []);
                        }
                    }
                    foreach (var (id, known) in model)
                    {
                        Assert.Equal(known.Changes, await store.ReadAsync(id, 0, Cancellation));
                        Assert.Equal(
                            known.Changes.Count,
                            (await store.FindAsync(id, Cancellation))!.Revision
                        );
                    }
                },
                iter: 200,
                threads: 4
            );
    }

    protected static Task<bool> TryAppendAsync(
        IStudyStore store,
        StudyId id,
        LeaseToken lease,
        long revision,
        IReadOnlyList<StudyChange> changes
    ) => TryAsync(() => store.AppendAsync(id, lease, revision, changes, Cancellation));

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (StudyConflictException)
        {
            return false;
        }
    }

    private sealed class StudyModel
    {
        public long Lease { get; set; }

        public List<StudyChange> Changes { get; } = [];
    }
}
