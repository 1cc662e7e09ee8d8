using Attune.Workspace.Executors;
using CsCheck;

namespace Attune.Workspace.Tests.Executors;

public sealed class SlotsTests
{
    [Fact]
    public void A_trial_gets_whole_GPUs_and_gives_them_back()
    {
        var slots = new Slots(["0", "1", "2"]);
        Assert.Equal(["0", "1"], slots.TryReserve("a_0", 2, 1));
        Assert.Null(slots.TryReserve("a_1", 2, 1));
        Assert.Equal(["2"], slots.TryReserve("b_0", 1, 1));
        slots.Release("a_0");
        Assert.Equal(["0", "1"], slots.TryReserve("a_1", 2, 1));
    }

    [Fact]
    public void Asked_again_it_gives_what_the_trial_has()
    {
        var slots = new Slots(["0", "1"]);
        Assert.Equal(slots.TryReserve("a_0", 1, 1), slots.TryReserve("a_0", 1, 1));
        Assert.Equal(["1"], slots.TryReserve("a_1", 1, 1));
    }

    [Fact]
    public void Several_trials_share_a_GPU_and_are_spread()
    {
        var slots = new Slots(["0", "1"]);
        var given = Enumerable.Range(0, 6).Select(i => slots.TryReserve($"a_{i}", 1, 3)!.Single()).ToList();
        Assert.Equal(["0", "1", "0", "1", "0", "1"], given);
        Assert.Null(slots.TryReserve("a_6", 1, 3));
        // A whole GPU is free once the last of its three has gone.
        slots.Release("a_0");
        slots.Release("a_2");
        Assert.Null(slots.TryReserve("b_0", 1, 1));
        slots.Release("a_4");
        Assert.Equal(["0"], slots.TryReserve("b_0", 1, 1));
    }

    [Fact]
    public void Trials_that_an_earlier_host_started_keep_theirs()
    {
        var slots = new Slots(["0", "1"]);
        slots.Restore("a_0", ["1"], 1);
        slots.Restore("a_0", ["0"], 1);
        // Of another machine's, or taken out of the settings since.
        slots.Restore("a_1", ["7"], 1);
        Assert.Equal(["0"], slots.TryReserve("a_2", 1, 1));
        Assert.Null(slots.TryReserve("a_3", 1, 1));
        slots.Release("a_0");
        Assert.Equal(["1"], slots.TryReserve("a_3", 1, 1));
    }

    [Fact]
    public void No_GPU_is_ever_given_to_more_than_it_may() =>
        Gen.Select(
                Gen.Int[1, 4],
                Gen.Int[1, 4],
                Gen.Select(Gen.Int[0, 9], Gen.Int[1, 4], Gen.Bool).List[0, 60]
            )
            .Sample(
                (gpus, share, steps) =>
                {
                    var slots = new Slots([.. Enumerable.Range(0, gpus).Select(i => $"{i}")]);
                    var held = new Dictionary<int, IReadOnlyList<string>>();
                    foreach (var (trial, count, releases) in steps)
                    {
                        if (releases)
                        {
                            slots.Release($"{trial}");
                            held.Remove(trial);
                            continue;
                        }
                        var before = held.Values.SelectMany(each => each).CountBy(gpu => gpu).ToDictionary();
                        var free = gpus - before.Count(used => used.Value >= share);
                        var given = slots.TryReserve($"{trial}", count, share);
                        if (held.TryGetValue(trial, out var own))
                            Assert.Equal(own, given);
                        else
                            Assert.Equal(free >= count, given is not null);
                        if (given is not null)
                            held[trial] = given;
                        var used = held.Values.SelectMany(each => each).CountBy(gpu => gpu);
                        Assert.All(used, pair => Assert.InRange(pair.Value, 1, share));
                        Assert.All(held.Values, each => Assert.Equal(each.Count, each.Distinct().Count()));
                    }
                },
                iter: 2000
            );
}
