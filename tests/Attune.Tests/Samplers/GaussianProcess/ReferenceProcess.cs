using Attune.Samplers.GaussianProcess;
using Attune.Spaces;
using Attune.Tests.Numerics;

namespace Attune.Tests.Samplers.GaussianProcess;

/// <summary>The data of the reference tables: two numbers and a choice of three.</summary>
internal static class ReferenceProcess
{
    public static readonly Features Features = new(
        SearchSpace.Build(s => s.Float("x0", 0, 1).Float("x1", 0, 1).Choice("option", "a", "b", "c")),
        GaussianProcessSettings.Default.Arc
    );

    public static TrainingSet Data
    {
        get
        {
            var rows = References.Read("gp-data-reference.csv");
            return new TrainingSet(
                [.. rows.Select(Observe)],
                [.. rows.Select(row => row[3])],
                [.. rows.Select(_ => 1.0)],
                new OutputTransform(double.PositiveInfinity, 0, 1)
            );
        }
    }

    /// <summary>The place of two numbers and an option.</summary>
    public static Observation Observe(double[] row)
    {
        double[] unit = [row[0], row[1], (row[2] + 0.5) / 3];
        var coordinates = new double[Features.Coordinates];
        Features.Write(unit, [true, true, true], coordinates);
        return new Observation(unit, coordinates);
    }

    public static double[][] Columns(TrainingSet data) =>
        [
            .. Enumerable
                .Range(0, Features.Coordinates)
                .Select(c => data.Rows.Select(row => row.Coordinates[c]).ToArray()),
        ];
}
