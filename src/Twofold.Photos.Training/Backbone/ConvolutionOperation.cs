namespace Twofold.Photos.Training;

/// <summary>Any other convolution: what the windows of some pixels see is laid side by side, then multiplied with a matrix.</summary>
sealed class ConvolutionOperation : LayerOperation
{
    // So many floats of windows stay in the cache until they are multiplied.
    const int PatchBudget = 48 * 1024;

    readonly WeightPanels forward, backward;
    readonly AlignedFloats biases;

    public ConvolutionOperation(ConvolutionLayer layer)
    {
        var stored = layer.Input == 0 ? layer.Inputs : WeightPanels.Padded(layer.Inputs);
        var patch = layer.Window.Area * stored;
        float Weight(int inPatch, int output) => inPatch % stored < layer.Inputs ? layer.Weight(output, inPatch % stored, inPatch / stored) : 0;
        forward = new WeightPanels(patch, layer.Outputs, Weight);
        backward = new WeightPanels(layer.Outputs, patch, (output, inPatch) => Weight(inPatch, output));
        biases = AlignedFloats.Padded(layer.Biases);
    }

    public override int WeightCount => forward.Weights.Length;

    // Windows at once: a whole number of the product's tiles.
    int Together => Math.Max(1, PatchBudget / backward.Columns / 24) * 24;

    public override int Workspace(PictureShape input, PictureShape output) => Together * backward.Columns;

    public override void Forward(LayerForward call)
    {
        var pixels = call.Pictures * call.OutputShape.Pixels;
        var (patch, channels) = (forward.Depth, call.OutputShape.Channels);
        for (var first = 0; first < pixels; first += Together)
        {
            var count = Math.Min(Together, pixels - first);
            var patches = call.Workspace[..(count * patch)];
            PatchRows.Gather(call.Input, call.InputShape.Channels, call.Taps, first, patches, patch);
            ChannelProduct.Calculate(patches, patch, count, forward, biases.Span, call.Epilogue.From(first * channels));
        }
    }

    public override void Backward(LayerBackward call)
    {
        var pixels = call.Pictures * call.OutputShape.Pixels;
        var (stride, channels) = (backward.Columns, call.OutputShape.Channels);
        var sum = call.BeginSum();
        for (var first = 0; first < pixels; first += Together)
        {
            var count = Math.Min(Together, pixels - first);
            var patches = call.Workspace[..(count * stride)];
            ChannelProduct.Calculate(call.Gradient.Slice(first * channels, count * channels), channels, count, backward, [], new Epilogue { Target = patches });
            PatchSums.Add(patches, stride, call.InputShape.Channels, call.Taps, first, sum);
        }

        call.EndSum();
    }
}
