using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>How much the examples of each label count, beside their own weights.</summary>
public abstract record ClassWeights
{
    ClassWeights()
    {
    }

    /// <summary>All labels count alike.</summary>
    public static ClassWeights None { get; } = new Alike();

    /// <summary>
    /// All labels together count the same, however many examples each has: an example counts n / (labels × n of its label), n being the sum of
    /// the examples' weights. Of unweighted examples this is scikit-learn's <c>class_weight='balanced'</c>.
    /// </summary>
    public static ClassWeights Balanced { get; } = new Equalized();

    /// <summary>A weight for each label.</summary>
    /// <param name="weights">Finite numbers above 0; a label that is not listed counts 1.</param>
    /// <exception cref="TwofoldException">A weight is not a finite number above 0.</exception>
    public static ClassWeights Of<TLabel>(IReadOnlyDictionary<TLabel, double> weights)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(weights);
        foreach (var (label, weight) in weights)
            if (!(weight > 0 && double.IsFinite(weight)))
                throw new TwofoldException($"The weight of the label '{label}' is {weight}: give a finite number above 0.");
        return new Given<TLabel>(new Dictionary<TLabel, double>(weights));
    }

    /// <summary>The examples' weights times those of their labels; null where all count 1.</summary>
    /// <exception cref="TwofoldException">A weight was given for a label that no example has, or labels are of another type.</exception>
    internal double[]? Apply<TLabel>(double[]? weights, LabelEncoding<TLabel> encoding)
        where TLabel : notnull
    {
        if (PerLabel(weights, encoding) is not { } perLabel)
            return weights;
        var product = Array.ConvertAll(encoding.Codes, code => perLabel[code]);
        if (weights is not null)
            TensorPrimitives.Multiply(product, weights, product);
        return product;
    }

    private protected abstract double[]? PerLabel<TLabel>(double[]? weights, LabelEncoding<TLabel> encoding)
        where TLabel : notnull;

    sealed record Alike : ClassWeights
    {
        private protected override double[]? PerLabel<TLabel>(double[]? weights, LabelEncoding<TLabel> encoding) => null;
    }

    sealed record Equalized : ClassWeights
    {
        private protected override double[] PerLabel<TLabel>(double[]? weights, LabelEncoding<TLabel> encoding)
        {
            var sums = new double[encoding.Labels.Count];
            for (var i = 0; i < encoding.Codes.Length; i++)
                sums[encoding.Codes[i]] += weights is null ? 1 : weights[i];
            var share = sums.Sum() / sums.Length;
            return Array.ConvertAll(sums, sum => share / sum);
        }
    }

    sealed record Given<TGiven>(IReadOnlyDictionary<TGiven, double> Weights) : ClassWeights
        where TGiven : notnull
    {
        private protected override double[] PerLabel<TLabel>(double[]? weights, LabelEncoding<TLabel> encoding)
        {
            if (encoding.Labels is not IReadOnlyList<TGiven> labels)
                throw new TwofoldException($"The class weights are for labels of type {typeof(TGiven).Name}, but the labels are of type {typeof(TLabel).Name}: give them for the same type.");
            foreach (var label in Weights.Keys)
                if (!labels.Contains(label))
                    throw new TwofoldException($"A class weight is given for '{label}', which no example has: give weights for labels of the examples.");
            return [.. labels.Select(label => Weights.GetValueOrDefault(label, 1))];
        }
    }
}
