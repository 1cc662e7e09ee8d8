namespace Attune.Samplers.GaussianProcess;

/// <summary>What the model is conditioned on: n rows with a target and a factor of the noise's variance each.</summary>
/// <param name="Rows">Places.</param>
/// <param name="Targets">Transformed values, to be minimised.</param>
/// <param name="NoiseWeights">1 for one certain value, less for a mean, more for a stopped or failed trial.</param>
/// <param name="Transform">How the targets were made.</param>
internal sealed record TrainingSet(
    IReadOnlyList<Observation> Rows,
    double[] Targets,
    double[] NoiseWeights,
    OutputTransform Transform
)
{
    // A value that may have become better, or that stands for none, binds the model less.
    private const double Uncertain = 4;

    /// <summary>Number of rows.</summary>
    public int Count => Targets.Length;

    /// <summary>The data of a history; null while its values do not differ.</summary>
    /// <param name="history">What is known.</param>
    /// <param name="most">The most rows: beyond it the best quarter of them, the newest half and an even sample of the rest.</param>
    /// <param name="bend">How much differences among good values are stretched; see <see cref="OutputTransform.BentBy"/>.</param>
    public static TrainingSet? Of(History history, int most, double bend = double.PositiveInfinity)
    {
        var all = history.Observations;
        var chosen = all.Count <= most ? all : Chosen(history, most);
        var values =
            all.Count <= most
                ? history.SortedValues
                : [.. chosen.Where(row => row.Values > 0).Select(row => row.Value).Order()];
        if (values.Count == 0)
        {
            return null;
        }
        var sorted = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values);
        var transform = OutputTransform.Of(sorted);
        if (!(transform.Scale > 0))
        {
            return null;
        }
        transform = transform.BentBy(sorted, bend);
        var (best, median, worst) = (
            transform.Apply(sorted[0]),
            transform.Apply(sorted[sorted.Length / 2]),
            transform.Apply(sorted[^1])
        );
        // A failure is worse than anything seen, but no cliff that bends the whole model.
        var failed = Math.Max(worst, Math.Min(worst + (0.5 * (worst - best)), median + 3));
        return new TrainingSet(
            chosen,
            [.. chosen.Select(row => row.Values > 0 ? transform.Apply(row.Value) : failed)],
            [
                .. chosen.Select(row =>
                    row.Values == 0 ? Uncertain : (row.IsCertain ? 1 : Uncertain) / row.Values
                ),
            ],
            transform
        );
    }

    private static List<Observation> Chosen(History history, int most)
    {
        var all = history.Observations;
        var taken = new SortedSet<int>(history.ByValue.Take(most / 4));
        for (var i = all.Count - 1; i >= 0 && taken.Count < most * 3 / 4; i--)
        {
            taken.Add(i);
        }
        var (rest, places) = (all.Count - taken.Count, most - taken.Count);
        var position = 0;
        for (var i = 0; i < all.Count && places > 0; i++)
        {
            if (!taken.Contains(i) && position++ * (long)places % rest < places)
            {
                taken.Add(i);
            }
        }
        return [.. taken.Select(i => all[i])];
    }
}
