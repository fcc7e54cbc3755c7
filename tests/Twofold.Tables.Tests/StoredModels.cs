namespace Twofold.Tables.Tests;

/// <summary>What a model file does with a model's parameters.</summary>
static class StoredModels
{
    /// <summary>The model after its parameters went through bytes.</summary>
    public static TModel RoundTrip<TModel>(TModel model)
        where TModel : IStoredModel<TModel, int>, IClassifier<Table, int>
    {
        var tensors = new SafeTensors();
        model.AddTo(tensors);
        return TModel.From(SafeTensors.FromBytes(tensors.ToBytes()), model.Labels, model.Schema);
    }
}
