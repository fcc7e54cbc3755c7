namespace Twofold.Photos.Training;

/// <summary>A convolution that keeps channels apart.</summary>
sealed class DepthwiseOperation : LayerOperation
{
    readonly AlignedFloats weights, biases;

    public DepthwiseOperation(ConvolutionLayer layer)
    {
        var channels = WeightPanels.Padded(layer.Outputs);
        weights = new AlignedFloats(layer.Window.Area * channels);
        for (var position = 0; position < layer.Window.Area; position++)
            for (var c = 0; c < layer.Outputs; c++)
                weights.Span[(position * channels) + c] = layer.Weight(c, c, position);
        biases = AlignedFloats.Padded(layer.Biases);
    }

    public override int WeightCount => weights.Length;

    public override void Forward(LayerForward call) =>
        DepthwiseProduct.Calculate(call.Input, call.Pictures, call.InputShape.Channels, call.Taps, weights.Span, biases.Span, call.Epilogue);

    public override void Backward(LayerBackward call) =>
        DepthwiseProduct.Calculate(call.Gradient, call.Pictures, call.InputShape.Channels, call.Back, weights.Span, [], call.Epilogue);
}
