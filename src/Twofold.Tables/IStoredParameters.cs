namespace Twofold.Tables;

/// <summary>A model that can say what a file would hold of it.</summary>
interface IStoredParameters
{
    /// <summary>Adds all parameters, so that <see cref="IStoredModel{TSelf, TLabel}.From"/> restores a model with the very same answers.</summary>
    void AddTo(SafeTensors tensors);
}
