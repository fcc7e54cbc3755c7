namespace Twofold.Photos.Training;

/// <summary>A convolution of single pixels: a product of all pixels' channels with a matrix.</summary>
sealed class PointwiseOperation : LayerOperation
{
    readonly WeightPanels forward, backward;
    readonly AlignedFloats biases;

    public PointwiseOperation(ConvolutionLayer layer)
    {
        forward = new WeightPanels(layer.Inputs, layer.Outputs, (input, output) => layer.Weight(output, input, 0));
        backward = new WeightPanels(layer.Outputs, layer.Inputs, (output, input) => layer.Weight(output, input, 0));
        biases = AlignedFloats.Padded(layer.Biases);
    }

    public override int WeightCount => forward.Weights.Length;

    public override void Forward(LayerForward call) => ChannelProduct.Calculate(
        call.Input, call.InputShape.Channels, call.Pictures * call.InputShape.Pixels, forward, biases.Span, call.Epilogue);

    public override void Backward(LayerBackward call) => ChannelProduct.Calculate(
        call.Gradient, call.OutputShape.Channels, call.Pictures * call.OutputShape.Pixels, backward, [], call.Epilogue);
}
