using Attune.Studies;
using Attune.Studio.Charts;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Tests.Charts;

public sealed class LanesTests
{
    [Fact]
    public void As_many_slots_as_ever_were_at_work_at_once_are_taken_and_none_twice()
    {
        TrialRow[] trials =
        [
            Rows.Row(0, start: 0, end: 10),
            Rows.Row(1, start: 1, end: 4),
            Rows.Row(2, start: 4, end: 12),
            Rows.Row(3, start: 11, end: null, state: TrialState.Running),
            Rows.Row(4, start: 0, end: null, state: TrialState.Waiting) with
            {
                StartedAt = null,
            },
        ];
        var bars = Lanes.Of(trials, Rows.Start.AddSeconds(20));
        Assert.Equal([(0, 0), (1, 1), (2, 1), (3, 0)], bars.Select(bar => (bar.Trial.Number, bar.Slot)));
        Assert.Equal(Rows.Start.AddSeconds(20), bars[^1].End);
    }

    [Fact]
    public void A_trial_that_was_tried_again_has_a_bar_for_each_attempt()
    {
        var trial = Rows.Row(0, start: 6, end: 9) with
        {
            Attempt = 2,
            EarlierAttempts =
            [
                new TrialAttempt(1, Rows.Start, Rows.Start.AddSeconds(5), "its host was lost"),
            ],
        };
        var bars = Lanes.Of([trial], Rows.Start.AddSeconds(20));
        Assert.Equal([(1, true), (2, false)], bars.Select(bar => (bar.Attempt, bar.IsEarlier)));
        var chart = TimelineChart.Of([trial], null, Rows.Start.AddSeconds(20));
        Assert.Contains("its host was lost", chart.Option.ToJsonString(), StringComparison.Ordinal);
    }
}
