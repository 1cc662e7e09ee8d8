using Attune.Numerics;

namespace Attune.Samplers.GaussianProcess;

/// <summary>Points near a point of a mixed space. Not thread-safe.</summary>
internal sealed class Neighbourhood(Features features, CandidateSet candidates, RandomStream stream)
{
    private const int MostOptions = 20;

    /// <summary>Moves about four of the active parameters; what a move makes active is drawn anew.</summary>
    /// <param name="unit">The point.</param>
    /// <param name="spread">Standard deviation of a number's move; of a stepped one at least one step.</param>
    public void Perturb(double[] unit, double spread)
    {
        var before = new bool[unit.Length];
        features.Activity(unit, before);
        var live = features.Dimensions.Count(each => before[each.Parameter]);
        var share = Math.Min(1, 4.0 / Math.Max(1, live));
        var forced = stream.NextInt(Math.Max(1, live));
        foreach (var dimension in features.Dimensions)
        {
            if (!before[dimension.Parameter])
            {
                unit[dimension.Parameter] = stream.NextDouble();
                continue;
            }
            if (forced-- != 0 && stream.NextDouble() >= share)
            {
                continue;
            }
            ref var u = ref unit[dimension.Parameter];
            if (dimension.Variation == Variation.Nominal)
            {
                // A rarer move: it changes everything.
                u = stream.NextDouble() < 0.5 ? stream.NextDouble() : u;
            }
            else
            {
                var step = dimension.Grid.Length > 0 ? 1.0 / dimension.Grid.Length : 0;
                u = Reflect(u + (Math.Max(spread, step) * stream.NextNormal()));
            }
        }
    }

    private static double Reflect(double u)
    {
        u = Math.Abs(u);
        return Math.Clamp(u > 1 ? 2 - u : u, 0, 1);
    }

    /// <summary>Adds all points that differ in one parameter which is not smooth.</summary>
    /// <param name="unit">The point.</param>
    /// <param name="elites">Where a choice opens a branch, also as the first of these in it, the best first.</param>
    public void Exchange(double[] unit, IReadOnlyList<Observation> elites)
    {
        var active = new bool[unit.Length];
        features.Activity(unit, active);
        var point = unit.ToArray();
        foreach (var dimension in features.Dimensions)
        {
            var p = dimension.Parameter;
            if (!active[p])
            {
                continue;
            }
            if (dimension.Grid.Length > 0)
            {
                foreach (var step in Others(dimension, Features.StepOf(dimension, unit[p])))
                {
                    point[p] = dimension.Grid[step];
                    candidates.Add(point);
                    Adopt(point, dimension, step, elites);
                }
            }
            else if (dimension.Rounds)
            {
                foreach (var neighbour in features.Neighbours(dimension, unit[p]))
                {
                    point[p] = neighbour;
                    candidates.Add(point);
                }
            }
            point[p] = unit[p];
        }
    }

    // Of many options a random part.
    private IEnumerable<int> Others(Dimension dimension, int own)
    {
        var count = dimension.Grid.Length;
        for (var step = 0; step < count; step++)
        {
            if (step != own && (count <= MostOptions || stream.NextInt(count) < MostOptions))
            {
                yield return step;
            }
        }
    }

    private void Adopt(double[] point, Dimension dimension, int option, IReadOnlyList<Observation> elites)
    {
        var p = dimension.Parameter;
        if (
            features.IsParent(dimension)
            && elites.FirstOrDefault(elite => Features.StepOf(dimension, elite.Unit[p]) == option)
                is { } elite
        )
        {
            var adopted = point.ToArray();
            foreach (var child in features.Descendants(dimension))
            {
                adopted[child] = elite.Unit[child];
            }
            candidates.Add(adopted);
        }
    }
}
