using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Twofold.Tables;

/// <summary>
/// A model in which a label's rows come from one Gaussian or from a mixture of several. A missing cell is marginalized exactly: any part of a
/// Gaussian is a Gaussian. (Bishop: Pattern Recognition and Machine Learning, 2.3.)
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public abstract class GaussianTableModel<TLabel> : GenerativeTableModel<TLabel>
    where TLabel : notnull
{
    // So many rows go through a factor together: it is read once for all of them, and rows of a few columns stay in the first-level cache.
    const int BlockRows = 2 * ProductTile.Columns;

    const int MostOnStack = 512;

    readonly GaussianComponent[] components;
    readonly Covariance[] covariances;
    readonly int[] covarianceOf;
    readonly WhitenedGroup[] groups;
    readonly int[] firstOf;
    readonly MissingPatterns<KnownPart[]> patterns;

    private protected GaussianTableModel(IReadOnlyList<TLabel> labels, IReadOnlyList<double> prior, Schema schema, GaussianComponent[] components)
        : base(labels, prior, schema)
    {
        this.components = components;
        covariances = [.. components.Select(component => component.Covariance).Distinct(ReferenceEqualityComparer.Instance).Cast<Covariance>()];
        var indices = covariances.Index().ToDictionary(pair => pair.Item, pair => pair.Index, (IEqualityComparer<Covariance>)ReferenceEqualityComparer.Instance);
        covarianceOf = [.. components.Select(component => indices[component.Covariance])];
        groups =
        [
            .. Enumerable.Range(0, components.Length).GroupBy(c => covarianceOf[c]).OrderBy(group => group.Key)
                .Select(group => new WhitenedGroup(covariances[group.Key], components, [.. group])),
        ];
        firstOf = [.. Enumerable.Range(0, labels.Count + 1).Select(label => components.Count(component => component.Label < label))];
        patterns = KnownPart.Patterns(covariances);
        CostOfRow = covariances.Sum(covariance => covariance.Cost) + ((long)components.Length * Columns);
    }

    private protected sealed override long CostOfRow { get; }

    private protected sealed override int LeastBlockRows => BlockRows;

    private protected sealed override void LogLikelihood(ReadOnlySpan<double> rows, int count, Span<double> likelihood)
    {
        var block = Math.Min(count, BlockRows);
        var room = WhitenedGroup.Room(block, Columns) + (IsMixture ? block * components.Length : 0);
        double[]? rented = null;
        var scratch = room <= MostOnStack ? stackalloc double[room] : (rented = ArrayPool<double>.Shared.Rent(room)).AsSpan(0, room);
        for (var first = 0; first < count; first += block)
        {
            var inBlock = Math.Min(block, count - first);
            LogLikelihoodOfBlock(rows.Slice(first * Columns, inBlock * Columns), inBlock, scratch, likelihood.Slice(first * Labels.Count, inBlock * Labels.Count));
        }

        if (rented is not null)
            ArrayPool<double>.Shared.Return(rented);
    }

    // Optimized at once: the first table of a process would otherwise be over before the runtime gets to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void LogLikelihoodOfBlock(ReadOnlySpan<double> rows, int count, Span<double> scratch, Span<double> likelihood)
    {
        var densities = IsMixture ? scratch[^(count * components.Length)..] : likelihood;
        foreach (var group in groups)
            group.LogLikelihood(rows, count, scratch, densities, components.Length);
        for (var i = 0; i < count; i++)
        {
            // A missing cell leaves a NaN; so does an infinite one, which is not ours to answer.
            if (double.IsNaN(densities[i * components.Length]) && rows.Slice(i * Columns, Columns) is var row && TensorPrimitives.IsNaNAny(row))
                LogLikelihoodOfKnown(row, patterns.Of(row), densities.Slice(i * components.Length, components.Length));
        }

        if (IsMixture)
            for (var i = 0; i < count; i++)
                for (var k = 0; k < Labels.Count; k++)
                    likelihood[(i * Labels.Count) + k] = LogSpace.LogSumExp(densities.Slice(i * components.Length, components.Length)[firstOf[k]..firstOf[k + 1]]);
    }

    private protected sealed override void ImputeRow(Span<double> row, ReadOnlySpan<double> posterior)
    {
        var parts = patterns.Of(row);
        var (densities, whitened, expected) = (new double[components.Length], new double[Columns], new double[Columns]);
        LogLikelihoodOfKnown(row, parts, densities);
        for (var k = 0; k < Labels.Count; k++)
        {
            var shares = densities.AsSpan(firstOf[k]..firstOf[k + 1]);
            LogSpace.Softmax(shares, shares);
            for (var c = firstOf[k]; c < firstOf[k + 1]; c++)
            {
                if (posterior[k] * densities[c] == 0)
                    continue;
                var part = parts[covarianceOf[c]];
                part.SquaredDistance(row, components[c].Mean, whitened);
                part.AddExpected(components[c].Mean, whitened, posterior[k] * densities[c], expected);
            }
        }

        for (var j = 0; j < row.Length; j++)
            if (double.IsNaN(row[j]))
                row[j] = expected[j];
    }

    private protected sealed override Table GenerateRows(int label, int count, ulong seed, CancellationToken cancellation)
    {
        var values = new double[checked(count * Columns)];
        var own = components[firstOf[label]..firstOf[label + 1]];
        Chunks.Run(count, (long)Columns * Columns / 2, (first, chunk) =>
        {
            var noise = new double[Math.Min(BlockRows, chunk) * Columns];
            for (var begin = first; begin < first + chunk && !cancellation.IsCancellationRequested; begin += BlockRows)
            {
                var rows = Math.Min(BlockRows, first + chunk - begin);
                for (var i = 0; i < rows; i++)
                {
                    // Each row has its own random numbers, whichever core makes it.
                    var random = SeededRandom.ForPart(seed, (ulong)(begin + i));
                    var component = own.Length == 1 ? own[0] : Drawn(own, random.NextDouble());
                    foreach (ref var number in noise.AsSpan(i * Columns, Columns))
                        number = random.NextGaussian();
                    component.Mean.CopyTo(values.AsSpan((begin + i) * Columns));
                    if (own.Length > 1)
                        component.Covariance.AddCorrelated(noise.AsSpan(i * Columns, Columns), values.AsSpan((begin + i) * Columns, Columns), 1);
                }

                if (own.Length == 1)
                    own[0].Covariance.AddCorrelated(noise, values.AsSpan(begin * Columns), rows);
            }
        });
        cancellation.ThrowIfCancellationRequested();
        return Table.FromFlat(values, Schema);
    }

    bool IsMixture => components.Length > Labels.Count;

    static GaussianComponent Drawn(GaussianComponent[] components, double uniform)
    {
        foreach (var component in components)
            if ((uniform -= component.Share) < 0)
                return component;
        return components[^1];
    }

    void LogLikelihoodOfKnown(ReadOnlySpan<double> row, KnownPart[] parts, Span<double> densities)
    {
        var rented = ArrayPool<double>.Shared.Rent(Columns);
        for (var c = 0; c < components.Length; c++)
        {
            var part = parts[covarianceOf[c]];
            densities[c] = Math.Log(components[c].Share) + part.LogNormalizer - (0.5 * part.SquaredDistance(row, components[c].Mean, rented));
        }

        ArrayPool<double>.Shared.Return(rented);
    }
}
