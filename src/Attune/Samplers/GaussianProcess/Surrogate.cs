using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers.GaussianProcess;

/// <summary>What the engine knows of a study: the fold of its changes, the newest fit and the posterior. Not thread-safe.</summary>
/// <remarks>Fits are made at revisions that depend on the history alone and start from the one before, so that a new process makes the
/// same ones.</remarks>
internal sealed class Surrogate
{
    // Fewer values tell nothing about length-scales.
    private const int LeastValues = 3;

    // Trials under way whose results are imagined: the newest. Draws of them.
    private const int MostImagined = 32;
    private const int Draws = 16;

    // A search from the start too, not from the last fit alone: at each of so many ends, then whenever a half more has ended.
    private const int AlwaysFresh = 60;

    // With more rows than this one good start is as good as two, and a second costs too much.
    private const int MostAfresh = 128;

    private readonly GaussianProcessSettings _settings;
    private long _revision;
    private int _nextFit;
    private int _nextFresh;

    public Surrogate(SearchSpace space, GaussianProcessSettings settings)
    {
        _settings = settings;
        Features = new Features(space, settings.Arc);
        History = new History(space, Features);
        Posterior = new Posterior(Features);
    }

    public Features Features { get; }

    public History History { get; }

    /// <summary>The newest fit; null while there is none.</summary>
    public Fit? Fit { get; private set; }

    /// <summary>Given the <see cref="Data"/>, and after <see cref="Imagine"/> trials under way.</summary>
    public Posterior Posterior { get; }

    /// <summary>What the posterior is conditioned on; null while there is no model.</summary>
    public TrainingSet? Data { get; private set; }

    /// <summary>Takes the changes of a study, fits where a fit is due, and conditions the posterior on all that has ended.</summary>
    public void Learn(StudyView study)
    {
        foreach (var change in study.ChangesSince(_revision))
        {
            if (
                History.Add(change, study)
                && History.SortedValues.Count >= LeastValues
                && History.Ends >= _nextFit
                && Features.Dimensions.Length > 0
            )
            {
                Refit();
            }
        }
        _revision = study.Revision;
        Data = Fit is null ? null : DataBentBy(Fit.Bend);
        if (Data is not null && !Posterior.Condition(Fit!.Hyperparameters, Data))
        {
            Data = null;
        }
    }

    /// <summary>Takes trials under way into the posterior; the newest, if there are many.</summary>
    /// <param name="pending">Their assignments, the oldest first.</param>
    /// <param name="seed">Of the draws of their results.</param>
    public void Imagine(IReadOnlyList<Assignment> pending, ulong seed)
    {
        var newest = pending.Skip(Math.Max(0, pending.Count - MostImagined)).Select(History.Observe).ToList();
        var draws = new double[Draws][];
        for (var m = 0; m < Draws; m++)
        {
            draws[m] =
            [
                .. newest.Select(
                    (_, p) => NormalDistribution.Quantile(SobolSequence.Scrambled((uint)m, p, seed))
                ),
            ];
        }
        Posterior.Imagine(newest, draws);
    }

    /// <summary>ln expected improvement of assignments, in standard deviations of the targets.</summary>
    public double[] LogImprovements(IReadOnlyList<Assignment> assignments)
    {
        var ignored = new double[Features.Coordinates];
        return
        [
            .. assignments.Select(each =>
                Posterior.LogImprovement(History.Observe(each).Coordinates, ignored)
            ),
        ];
    }

    /// <summary>How well the model ranks trials that it is not shown: the rank correlation of leave-one-out predictions with the values, as of
    /// the latest <see cref="Learn"/>. Null while there is no model, or more than <paramref name="most"/> rows.</summary>
    public double? Skill(int most) =>
        Data is { } data && data.Count <= most
            ? RankCorrelation.Of(Posterior.LeaveOneOut(data.Targets), data.Targets)
            : null;

    private TrainingSet? DataBentBy(double bend) => TrainingSet.Of(History, _settings.MostRows, bend);

    private void Refit()
    {
        var (before, bend) = (Fit, Fit?.Bend ?? double.PositiveInfinity);
        if (DataBentBy(bend) is not { } data)
        {
            return;
        }
        var fresh = History.Ends >= _nextFresh;
        Fit = Fit.To(Features, data, before, fresh && data.Count <= MostAfresh, _settings) with
        {
            Bend = bend,
        };
        if (fresh && History.Ends >= _settings.BendAfter)
        {
            // One step on the ladder at a time, for strong evidence only.
            var ladder = _settings.Bends;
            var plain = Fit;
            var place = Array.IndexOf(ladder, bend);
            foreach (var next in ladder[Math.Max(0, place - 1)..Math.Min(ladder.Length, place + 2)])
            {
                if (!next.Equals(bend) && DataBentBy(next) is { } bent)
                {
                    var other = Fit.To(Features, bent, plain, false, _settings) with { Bend = next };
                    Fit = other.Evidence > Fit.Evidence + _settings.BendEvidence ? other : Fit;
                }
            }
        }
        _nextFit = History.Ends + 1 + (History.Ends / _settings.RefitShare);
        if (fresh)
        {
            _nextFresh = History.Ends + 1 + (History.Ends >= AlwaysFresh ? History.Ends / 2 : 0);
        }
    }
}
