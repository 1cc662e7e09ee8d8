using Attune.Samplers.GaussianProcess;
using CsCheck;

namespace Attune.Tests.Samplers.GaussianProcess;

public sealed class OutputTransformTests
{
    private static readonly Gen<double[]> Values = Gen.Double[-1e3, 1e3]
        .Array[4, 60]
        .Select(values => values.Order().ToArray());

    [Fact]
    public void Targets_have_mean_0_and_variance_1_in_the_order_of_the_values() =>
        Values.Sample(values =>
        {
            var transform = OutputTransform.Of(values);
            var targets = values.Select(transform.Apply).ToArray();
            Assert.Equal(0, targets.Average(), 1e-9);
            Assert.Equal(1, targets.Average(target => target * target), 1e-9);
            Assert.Equal(targets.Order(), targets);
            Assert.Equal(values[0], transform.Undo(targets[0]), 1e-6);
        });

    [Fact]
    public void How_bad_an_outlier_is_does_not_matter() =>
        Values.Sample(values =>
        {
            double[] sorted = [.. values, 1001, 1002, 1003];
            Assert.Equal(
                sorted.Select(OutputTransform.Of([.. sorted, 1e6]).Apply),
                sorted.Select(OutputTransform.Of([.. sorted, 1e30]).Apply)
            );
        });

    [Fact]
    public void The_good_side_is_kept_however_far_it_reaches()
    {
        var transform = OutputTransform.Of([-1e4, 1, 2, 3, 4, 5, 6, 7]);
        Assert.Equal(-1e4, transform.Undo(transform.Apply(-1e4)), 1e-6);
        Assert.True(transform.Apply(-1e4) < transform.Apply(-9e3) - 0.1);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-1.0 / 3)]
    [InlineData(double.MaxValue)]
    public void Equal_values_have_no_scale(double value) =>
        Assert.All(
            Enumerable.Range(1, 50),
            count => Assert.Equal(0, OutputTransform.Of([.. Enumerable.Repeat(value, count)]).Scale)
        );

    [Fact]
    public void The_largest_numbers_there_are_do_not_overflow()
    {
        var transform = OutputTransform.Of([-double.MaxValue, -1e300, 0, 1e300, double.MaxValue]);
        Assert.True(double.IsFinite(transform.Apply(-double.MaxValue)));
        Assert.True(transform.Apply(-double.MaxValue) < transform.Apply(0));
    }
}
