namespace Twofold.Tables;

/// <summary>A model whose parameters a model file can hold.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
interface IStoredModel<TSelf, TLabel> : IStoredParameters
    where TSelf : IStoredModel<TSelf, TLabel>
    where TLabel : notnull
{
    /// <summary>The columns that the model was fitted on.</summary>
    Schema Schema { get; }

    /// <summary>Restores the model; labels and schema stand elsewhere in the file.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range: the file is damaged.</exception>
    static abstract TSelf From(SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema);
}
