using Attune.Spaces;
using Attune.Studies;

namespace Attune.Storage.Tests;

public sealed class ContinuedOptimizationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_optimization_that_was_cut_off_goes_on_in_its_file_as_if_it_had_not_been()
    {
        var spec = new StudySpec
        {
            Space = SearchSpace.Build(s => s.Float("x", -1, 1)),
            Objectives = [new Objective("loss", Goal.Minimize)],
            MaxTrials = 12,
            Seed = 5,
        };
        var whole = await Optimization.RunAsync(spec, Loss, cancellationToken: Cancellation);

        using var folder = new TemporaryFolder();
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using (var studies = SqliteStudies.Open(folder["tuning.db"]))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                Optimization.RunAsync(spec, LossUntilFifth, Options(studies), cut.Token)
            );
        }
        await using var again = SqliteStudies.Open(folder["tuning.db"]);
        var continued = await Optimization.RunAsync(spec, Loss, Options(again), Cancellation);

        Assert.Equal(StudyState.Completed, continued.State);
        Assert.Equal(
            whole.Trials.Select(trial => trial.Assignment),
            continued.Trials.Select(trial => trial.Assignment)
        );
        Assert.Equal(whole.Best!.Number, continued.Best!.Number);

        static double Loss(TrialContext trial) => Math.Pow(trial.Double("x") - 0.3, 2);

        double LossUntilFifth(TrialContext trial)
        {
            if (trial.Number == 5)
            {
                cut.Cancel();
            }
            return Loss(trial);
        }

        static OptimizationOptions Options(SqliteStudies studies) =>
            new() { Store = studies.Studies, Measurements = studies.Measurements };
    }
}
