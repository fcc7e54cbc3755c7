namespace Twofold.Photos.Training;

/// <summary>A convolution that keeps channels apart.</summary>
sealed class DepthwiseOperation : LayerOperation
{
    static readonly Window Around = new(new WindowAxis(3, 1, 1, 1, 1, WindowPadding.Stated), new WindowAxis(3, 1, 1, 1, 1, WindowPadding.Stated));

    readonly AlignedFloats weights, turned, biases;
    readonly bool isAround;

    public DepthwiseOperation(ConvolutionLayer layer)
    {
        var channels = WeightPanels.Padded(layer.Outputs);
        var area = layer.Window.Area;
        weights = new AlignedFloats(area * channels);
        turned = new AlignedFloats(area * channels);
        for (var position = 0; position < area; position++)
            for (var c = 0; c < layer.Outputs; c++)
                turned.Span[((area - 1 - position) * channels) + c] = weights.Span[(position * channels) + c] = layer.Weight(c, c, position);
        biases = AlignedFloats.Padded(layer.Biases);
        isAround = layer.Window == Around;
    }

    public override int WeightCount => weights.Length;

    public override void Forward(LayerForward call)
    {
        if (isAround)
            DepthwiseThree.Calculate(call.Input, call.Pictures, call.InputShape, weights.Span, biases.Span, call.Epilogue);
        else
            DepthwiseProduct.Calculate(call.Input, call.Pictures, call.InputShape.Channels, call.Taps, weights.Span, biases.Span, call.Epilogue);
    }

    public override void Backward(LayerBackward call)
    {
        if (isAround)
            DepthwiseThree.Calculate(call.Gradient, call.Pictures, call.OutputShape, turned.Span, [], call.Epilogue);
        else
            DepthwiseProduct.Calculate(call.Gradient, call.Pictures, call.InputShape.Channels, call.Back, weights.Span, [], call.Epilogue);
    }
}
