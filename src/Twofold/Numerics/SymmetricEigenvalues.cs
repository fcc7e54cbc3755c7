using System.Numerics.Tensors;

namespace Twofold;

/// <summary>
/// The eigenvalues of a symmetric matrix: Householder's reflections bring it to tridiagonal form, implicit QL steps from there to its
/// eigenvalues (Golub and Van Loan 2013, "Matrix computations", 8.3; Bowdler et al. 1968). Accurate to about 1e-15 of the largest one,
/// whatever the rank.
/// </summary>
static class SymmetricEigenvalues
{
    const double Epsilon = 2.220446049250313e-16;

    // Two or three steps an eigenvalue are usual.
    const int MostSteps = 100;

    /// <summary>The eigenvalues in no particular order; the matrix, <c>[n, n]</c>, finite, is overwritten.</summary>
    public static double[] Of(double[,] matrix)
    {
        var (diagonal, beside) = Tridiagonal(matrix);
        Diagonalize(diagonal, beside);
        return diagonal;
    }

    // Each reflection clears a row left of the element beside the diagonal, from the last row upwards: with u the row without that part,
    // h = |u|² / 2, p = A u / h, q = p − (u·p / 2h) u, what is left becomes A − u qᵀ − q uᵀ.
    static (double[] Diagonal, double[] Beside) Tridiagonal(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (diagonal, beside) = (new double[n], new double[n]);
        var (u, q) = (new double[n], new double[n]);
        for (var last = n - 1; last > 0; last--)
        {
            var row = matrix.Row(last)[..last];
            diagonal[last] = matrix[last, last];

            // Scaled by the largest, so that no square is lost.
            var scale = TensorPrimitives.MaxMagnitude<double>(row);
            if (last == 1 || Math.Abs(scale) == 0)
            {
                beside[last - 1] = row[last - 1];
                continue;
            }

            scale = Math.Abs(scale);
            TensorPrimitives.Divide(row, scale, u.AsSpan(0, last));
            var length = Math.CopySign(TensorPrimitives.Norm<double>(u.AsSpan(0, last)), u[last - 1]);
            beside[last - 1] = -scale * length;
            u[last - 1] += length;
            var h = length * u[last - 1];
            var count = last;
            Chunks.Run(count, count, (first, rows) =>
            {
                for (var i = first; i < first + rows; i++)
                    q[i] = TensorPrimitives.Dot<double>(matrix.Row(i)[..count], u.AsSpan(0, count)) / h;
            });
            var half = TensorPrimitives.Dot<double>(u.AsSpan(0, count), q.AsSpan(0, count)) / (2 * h);
            TensorPrimitives.MultiplyAdd(u.AsSpan(0, count), -half, q.AsSpan(0, count), q.AsSpan(0, count));
            Chunks.Run(count, 2L * count, (first, rows) =>
            {
                for (var i = first; i < first + rows; i++)
                {
                    var rest = matrix.Row(i)[..count];
                    TensorPrimitives.MultiplyAdd(q.AsSpan(0, count), -u[i], rest, rest);
                    TensorPrimitives.MultiplyAdd(u.AsSpan(0, count), -q[i], rest, rest);
                }
            });
        }

        diagonal[0] = matrix[0, 0];
        return (diagonal, beside);
    }

    // What is beside the diagonal counts as nothing where it is a rounding error of the whole matrix.
    static void Diagonalize(double[] diagonal, double[] beside)
    {
        var n = diagonal.Length;
        var negligible = Epsilon * (Math.Abs(TensorPrimitives.MaxMagnitude<double>(diagonal)) + Math.Abs(TensorPrimitives.MaxMagnitude<double>(beside)));
        for (var top = 0; top < n; top++)
        {
            for (var step = 0; ; step++)
            {
                var end = top;
                while (end < n - 1 && Math.Abs(beside[end]) > negligible)
                    end++;
                if (end == top)
                    break;
                if (step == MostSteps)
                    throw new TwofoldException($"The eigenvalues of a matrix of {n} rows were not found in {MostSteps} steps: its values are too extreme; scale the features.");
                Step(diagonal, beside, top, end);
            }
        }
    }

    // One QL step with Wilkinson's shift on the rows top to end: a rotation at the end, chased upwards.
    static void Step(double[] diagonal, double[] beside, int top, int end)
    {
        var g = (diagonal[top + 1] - diagonal[top]) / (2 * beside[top]);
        g = diagonal[end] - diagonal[top] + (beside[top] / (g + Math.CopySign(double.Hypot(g, 1), g)));
        var (sine, cosine, shift) = (1.0, 1.0, 0.0);
        for (var i = end - 1; i >= top; i--)
        {
            var f = sine * beside[i];
            var b = cosine * beside[i];
            var r = double.Hypot(f, g);
            beside[i + 1] = r;
            if (r == 0)
            {
                // The matrix falls apart here; the next step goes on with its parts.
                diagonal[i + 1] -= shift;
                beside[end] = 0;
                return;
            }

            (sine, cosine) = (f / r, g / r);
            g = diagonal[i + 1] - shift;
            r = ((diagonal[i] - g) * sine) + (2 * cosine * b);
            shift = sine * r;
            diagonal[i + 1] = g + shift;
            g = (cosine * r) - b;
        }

        diagonal[top] -= shift;
        beside[top] = g;
        beside[end] = 0;
    }
}
