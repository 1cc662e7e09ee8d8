using Attune.Studies;
using Attune.Studio.Charts;
using CsCheck;

namespace Attune.Studio.Tests.Charts;

public sealed class ParetoFrontTests
{
    [Fact]
    public void The_front_is_what_no_other_beats_in_both() =>
        Gen.Select(
                Gen.Select(Gen.Double[-5, 5].Select(Math.Round), Gen.Double[-5, 5].Select(Math.Round)).Array[
                    0,
                    40
                ],
                Gen.Bool,
                Gen.Bool
            )
            .Sample(
                (points, first, second) =>
                {
                    var (a, b) = (
                        first ? Goal.Maximize : Goal.Minimize,
                        second ? Goal.Maximize : Goal.Minimize
                    );
                    double X(int i) => first ? -points[i].Item1 : points[i].Item1;
                    double Y(int i) => second ? -points[i].Item2 : points[i].Item2;
                    var expected = Enumerable
                        .Range(0, points.Length)
                        .Where(i =>
                            !Enumerable
                                .Range(0, points.Length)
                                .Any(j => X(j) <= X(i) && Y(j) <= Y(i) && (X(j) < X(i) || Y(j) < Y(i)))
                        );
                    Assert.Equal(expected, ParetoFront.Of(points, a, b).Order());
                }
            );

    [Fact]
    public void What_lacks_a_value_is_never_on_it() =>
        Assert.Equal(
            [2],
            ParetoFront.Of(
                [(double.NaN, 0), (0, double.PositiveInfinity), (9, 9)],
                Goal.Minimize,
                Goal.Minimize
            )
        );
}
