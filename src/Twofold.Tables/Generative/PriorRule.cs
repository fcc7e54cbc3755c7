namespace Twofold.Tables;

/// <summary>Where a model's prior comes from, so that it can be made again when the model has learned more.</summary>
/// <param name="Given">The weights that were given, <c>[labels]</c>; null where none were.</param>
/// <param name="IsUniform">Whether all labels are as likely as each other; else each has its share of the examples.</param>
readonly record struct PriorRule(IReadOnlyList<double>? Given, bool IsUniform = false)
{
    /// <summary>The weights as they were given, copied: what becomes of the giver's list afterwards is nothing to a model.</summary>
    public IReadOnlyList<double>? Given { get; } = Given is null ? null : [.. Given];

    /// <summary>The prior's weights where the labels' examples have these.</summary>
    public IReadOnlyList<double> WeightsOf(double[] labelWeights) =>
        Given ?? (IsUniform ? [.. Enumerable.Repeat(1.0, labelWeights.Length)] : labelWeights);

    /// <summary>Adds the rule to a model's parameters.</summary>
    public void AddTo(SafeTensors tensors)
    {
        if (Given is not null)
            tensors.Add("prior", [.. Given], Given.Count);
        else if (IsUniform)
            tensors.Add("uniform-prior", [1.0], 1);
    }

    /// <summary>Reads the rule back.</summary>
    public static PriorRule From(SafeTensors tensors, int labels) =>
        new(tensors.Names.Contains("prior") ? tensors.Read("prior", labels) : null, tensors.Names.Contains("uniform-prior"));
}
