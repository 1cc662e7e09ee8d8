using System.Diagnostics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Tests.Studies;

public sealed class LargeStudyTests(ITestOutputHelper output)
{
    [Fact]
    public void A_hundred_thousand_trials_of_ten_parameters_fit_into_200_MB()
    {
        var space = SearchSpace.Build(s =>
        {
            for (var i = 0; i < 8; i++)
            {
                s.Float($"x{i}", 0, 1);
            }
            s.Int("n", 1, 1000).Choice("c", "red", "green", "blue");
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var study = new Study(Fold.Spec(space: space));
        for (var trial = 0; trial < 100_000; trial++)
        {
            study.Propose(1);
            study.Run(trial, trial % 1000);
        }
        var seconds = clock.Elapsed.TotalSeconds;
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        output.WriteLine($"{megabytes:F0} MB, {seconds * 1e6 / 100_000:F1} µs a trial");
        Assert.Equal(999, study.View.Best!.Number);
        Assert.True(megabytes < 200, $"{megabytes} MB");
    }
}
