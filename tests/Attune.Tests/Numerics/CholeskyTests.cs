using Attune.Numerics;
using CsCheck;

namespace Attune.Tests.Numerics;

public sealed class CholeskyTests
{
    private static readonly Gen<double[][]> Matrix = Gen.Int[1, 37]
        .SelectMany(n => Gen.Double[-1, 1].Array[n].Array[n])
        .Select(rows =>
        {
            var n = rows.Length;
            var product = new double[n][];
            for (var i = 0; i < n; i++)
            {
                product[i] = new double[n];
                for (var j = 0; j < n; j++)
                {
                    product[i][j] = Lanes.Dot(rows[i], rows[j]) + (i == j ? 0.5 : 0);
                }
            }
            return product;
        });

    private static Cholesky Factor(double[][] matrix, params ReadOnlySpan<int> stops)
    {
        var factor = new Cholesky();
        factor.Reserve(matrix.Length);
        foreach (var stop in (int[])[.. stops, matrix.Length])
        {
            for (var i = factor.Count; i < stop; i++)
            {
                matrix[i].AsSpan(0, i + 1).CopyTo(factor.Row(i));
            }
            Assert.True(factor.Extend(stop));
        }
        return factor;
    }

    [Fact]
    public void The_factor_times_its_transpose_is_the_matrix() =>
        Matrix.Sample(
            matrix =>
            {
                var factor = Factor(matrix);
                for (var i = 0; i < matrix.Length; i++)
                {
                    for (var j = 0; j <= i; j++)
                    {
                        var product = Lanes.Dot(factor.Row(j)[..(j + 1)], factor.Row(i));
                        Assert.Equal(matrix[i][j], product, 1e-12 * matrix.Length);
                    }
                }
            },
            iter: 50
        );

    [Fact]
    public void A_factor_that_grew_has_the_digits_of_one_made_at_once() =>
        Gen.Select(Matrix, Gen.Int[0, 37], Gen.Int[0, 37])
            .Sample(
                (matrix, a, b) =>
                {
                    var (first, second) = (Math.Min(a, matrix.Length), Math.Min(b, matrix.Length));
                    var whole = Factor(matrix);
                    var grown = Factor(matrix, Math.Min(first, second), Math.Max(first, second));
                    for (var i = 0; i < matrix.Length; i++)
                    {
                        Assert.Equal(whole.Row(i)[..(i + 1)], grown.Row(i)[..(i + 1)]);
                    }
                },
                iter: 50
            );

    [Fact]
    public void Solutions_and_inverse_undo_the_matrix() =>
        Matrix.Sample(
            matrix =>
            {
                var n = matrix.Length;
                var factor = Factor(matrix);
                var (inverse, scratch) = (new double[n * n], new double[n * n]);
                factor.Invert(inverse, scratch);
                for (var column = 0; column < n; column++)
                {
                    var solution = matrix.Select(row => row[column]).ToArray();
                    factor.SolveLower(solution);
                    factor.SolveUpper(solution);
                    for (var i = 0; i < n; i++)
                    {
                        Assert.Equal(i == column ? 1 : 0, solution[i], 1e-9);
                        var product = Enumerable
                            .Range(0, n)
                            .Sum(k => inverse[(Math.Max(i, k) * n) + Math.Min(i, k)] * matrix[k][column]);
                        Assert.Equal(i == column ? 1 : 0, product, 1e-9);
                    }
                }
            },
            iter: 20
        );

    [Fact]
    public void Sixteen_right_hand_sides_are_solved_like_one() =>
        Matrix.Sample(
            matrix =>
            {
                var factor = Factor(matrix);
                var block = new double[matrix.Length * Cholesky.Block];
                for (var i = 0; i < block.Length; i++)
                {
                    block[i] = Math.Sin(i);
                }
                var columns = Enumerable
                    .Range(0, Cholesky.Block)
                    .Select(p => matrix.Select((_, i) => block[(i * Cholesky.Block) + p]).ToArray())
                    .ToArray();
                factor.SolveLowerBlock(block);
                for (var p = 0; p < Cholesky.Block; p++)
                {
                    factor.SolveLower(columns[p]);
                    for (var i = 0; i < matrix.Length; i++)
                    {
                        Assert.Equal(columns[p][i], block[(i * Cholesky.Block) + p], 1e-12);
                    }
                }
            },
            iter: 20
        );

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused()
    {
        var factor = new Cholesky();
        factor.Reserve(2);
        factor.Row(0)[0] = 1;
        (factor.Row(1)[0], factor.Row(1)[1]) = (1, 1);
        Assert.False(factor.Extend(2));
        Assert.Equal(1, factor.Count);
        (factor.Row(1)[0], factor.Row(1)[1]) = (double.NaN, 1);
        Assert.False(factor.Extend(2));
        (factor.Row(1)[0], factor.Row(1)[1]) = (0.5, 1);
        Assert.True(factor.Extend(2));
    }
}
