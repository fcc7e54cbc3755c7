namespace Twofold.Photos.Training;

/// <summary>How a layer is calculated, with its weights packed for it. Immutable; buffers belong to the pass that calls.</summary>
abstract class LayerOperation
{
    /// <summary>How many floats it needs beside its inputs and outputs.</summary>
    public virtual int Workspace(PictureShape input, PictureShape output) => 0;

    /// <summary>How many floats of weights it reads.</summary>
    public virtual int WeightCount => 0;

    /// <summary>Whether a byte of each output has to be kept for the way back.</summary>
    public virtual bool Chooses => false;

    /// <summary>Calculates the layer.</summary>
    public abstract void Forward(LayerForward call);

    /// <summary>Calculates the gradient of the layer's input; that of what is added to it is the gradient of its output.</summary>
    public abstract void Backward(LayerBackward call);

    /// <summary>Chooses the kernels for a layer.</summary>
    public static LayerOperation Of(BackboneLayer layer) => layer switch
    {
        // A pixel of a picture has three channels only, too few for the kernels that go along channels.
        ConvolutionLayer { IsDepthwise: true, Input: > 0 } convolution => new DepthwiseOperation(convolution),
        ConvolutionLayer { IsPointwise: true, Input: > 0 } convolution => new PointwiseOperation(convolution),
        ConvolutionLayer convolution => new ConvolutionOperation(convolution),
        MaximumPoolLayer => new MaximumPoolOperation(),
        _ => new SumOperation(),
    };
}

/// <summary>What a layer is calculated from. All values are [pictures, rows, columns, channels].</summary>
readonly ref struct LayerForward
{
    public required ReadOnlySpan<float> Input { get; init; }

    /// <summary>The size of a picture's input.</summary>
    public required PictureShape InputShape { get; init; }

    /// <summary>The size of a picture's output.</summary>
    public required PictureShape OutputShape { get; init; }

    public required int Pictures { get; init; }

    /// <summary>What each pixel of the output is calculated from.</summary>
    public required WindowTaps Taps { get; init; }

    /// <summary>Where the results go, and what else becomes of them.</summary>
    public required Epilogue Epilogue { get; init; }

    /// <summary>A byte for each output; empty where nobody asks.</summary>
    public Span<byte> Choices { get; init; }

    public Span<float> Workspace { get; init; }
}

/// <summary>What the gradient of a layer's input is calculated from. All values are [pictures, rows, columns, channels].</summary>
readonly ref struct LayerBackward
{
    /// <summary>The gradient of the layer's output, before its clamp.</summary>
    public required ReadOnlySpan<float> Gradient { get; init; }

    /// <summary>The size of a picture's input.</summary>
    public required PictureShape InputShape { get; init; }

    /// <summary>The size of a picture's output.</summary>
    public required PictureShape OutputShape { get; init; }

    public required int Pictures { get; init; }

    /// <summary>What each pixel of the output was calculated from.</summary>
    public required WindowTaps Taps { get; init; }

    /// <summary>What each pixel of the input had a part in.</summary>
    public required WindowTaps Back { get; init; }

    /// <summary>Where the gradient goes, and what else becomes of it; what is added is its target, or nothing.</summary>
    public required Epilogue Epilogue { get; init; }

    /// <summary>What was chosen.</summary>
    public Span<byte> Choices { get; init; }

    public Span<float> Workspace { get; init; }

    /// <summary>For a kernel that only adds: begins with zeros where nothing is there yet.</summary>
    public Span<float> BeginSum()
    {
        var target = Epilogue.Target[..(Pictures * InputShape.Length)];
        if (Epilogue.Added.IsEmpty)
            target.Clear();
        return target;
    }

    /// <summary>For a kernel that only adds: does at the end what else becomes of the sums.</summary>
    public void EndSum()
    {
        var target = Epilogue.Target[..(Pictures * InputShape.Length)];
        if (!Epilogue.Passing.IsEmpty)
            ClampedSum.Calculate(target, new Epilogue { Target = target, Passing = Epilogue.Passing, Recalls = true });
    }
}
