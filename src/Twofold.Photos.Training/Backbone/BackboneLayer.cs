namespace Twofold.Photos.Training;

/// <summary>A value of a backbone: the pictures, or what a layer gives.</summary>
/// <param name="Channels">The numbers of each pixel.</param>
/// <param name="Stride">How many pixels of the picture one of its pixels stands for, along each edge.</param>
readonly record struct BackboneValue(int Channels, int Stride);

/// <summary>A layer as it was read: <c>output = clamp(layer(input) + added)</c>. Values are numbered; 0 are the pictures.</summary>
/// <param name="Input">The value that it reads.</param>
/// <param name="Output">The value that it gives.</param>
abstract record BackboneLayer(int Input, int Output)
{
    /// <summary>The value that is added to its result, of the same size; null where there is none.</summary>
    public int? Added { get; init; }

    /// <summary>What its result is cut off at.</summary>
    public Clamp Clamp { get; init; } = Clamp.None;

    /// <summary>What it reads.</summary>
    public IEnumerable<int> Reads => Added is { } added ? [Input, added] : [Input];
}

/// <summary>A convolution, with whatever followed it and could be folded into its weights.</summary>
/// <param name="Input">The value that it reads.</param>
/// <param name="Output">The value that it gives.</param>
/// <param name="Window">How its window moves.</param>
/// <param name="Groups">In how many groups of channels it works apart.</param>
/// <param name="Weights">[outputs, inputs / groups, rows, columns].</param>
/// <param name="Biases">[outputs].</param>
sealed record ConvolutionLayer(int Input, int Output, Window Window, int Groups, float[] Weights, float[] Biases) : BackboneLayer(Input, Output)
{
    /// <summary>The channels that it gives.</summary>
    public int Outputs => Biases.Length;

    /// <summary>The channels of a group that it reads.</summary>
    public int InputsOfGroup => Weights.Length / (Outputs * Window.Area);

    /// <summary>The channels that it reads.</summary>
    public int Inputs => InputsOfGroup * Groups;

    /// <summary>Whether it looks at single pixels, one after the other.</summary>
    public bool IsPointwise => Window == Window.Single && Groups == 1;

    /// <summary>Whether it keeps all channels apart.</summary>
    public bool IsDepthwise => Groups == Inputs && Groups == Outputs;

    /// <summary>The weight of an input channel at a position of the window for an output channel; zero between groups.</summary>
    public float Weight(int output, int input, int position)
    {
        var group = output / (Outputs / Groups);
        var inGroup = input - (group * InputsOfGroup);
        return inGroup < 0 || inGroup >= InputsOfGroup ? 0 : Weights[(((output * InputsOfGroup) + inGroup) * Window.Area) + position];
    }

    /// <summary>The convolution followed by a factor and a term of each output.</summary>
    public ConvolutionLayer Then(float[] scale, float[] shift)
    {
        var filter = Weights.Length / Outputs;
        return this with
        {
            Weights = [.. Weights.Select((weight, i) => weight * scale[i / filter])],
            Biases = [.. Biases.Select((bias, output) => (bias * scale[output]) + shift[output])],
        };
    }
}

/// <summary>A sum of two values, or a clamp of one.</summary>
/// <param name="Input">The value that it reads.</param>
/// <param name="Output">The value that it gives.</param>
sealed record SumLayer(int Input, int Output) : BackboneLayer(Input, Output);

/// <summary>The largest numbers of windows.</summary>
/// <param name="Input">The value that it reads.</param>
/// <param name="Output">The value that it gives.</param>
/// <param name="Window">How the window moves.</param>
sealed record MaximumPoolLayer(int Input, int Output, Window Window) : BackboneLayer(Input, Output);
