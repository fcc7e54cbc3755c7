using System.Diagnostics;

namespace Twofold.Photos.Training;

/// <summary>
/// Calculates a <see cref="FrozenBackbone"/>'s feature maps and their gradients, in buffers of its own: for one thread at a time. For the way back
/// one bit is kept of each number that a clamp can cut off, and nothing else, because the weights do not learn.
/// </summary>
sealed class FrozenBackbonePass
{
    readonly FrozenBackbone backbone;
    readonly PassPlan plan;
    readonly AlignedFloats scratch, keptValues, keptGradients;
    readonly float[][] features, gradients;
    readonly byte[] passing, choices;
    readonly (int Start, int Length)[] passingOf, choicesOf;
    int pictures, keptPictures;

    internal FrozenBackbonePass(FrozenBackbone backbone, int count, int size)
    {
        (this.backbone, Count, Size) = (backbone, count, size);
        plan = new PassPlan(backbone, count, size);
        scratch = new AlignedFloats(plan.ScratchLength);
        keptValues = new AlignedFloats(plan.KeptLength);
        keptGradients = new AlignedFloats(plan.KeptLength);
        Shapes = [.. backbone.ScaleValues.Select(value => plan.Shapes[value] with { Channels = backbone.Values[value].Channels })];
        gradients = [.. Shapes.Select(shape => new float[count * shape.Length])];
        features = [.. Shapes.Select((shape, scale) => IsTight(scale) ? [] : new float[count * shape.Length])];

        passingOf = new (int, int)[backbone.Values.Count];
        choicesOf = new (int, int)[backbone.Layers.Count];
        var (passingLength, choicesLength) = (0, 0);
        for (var i = 0; i < backbone.Layers.Count; i++)
        {
            var layer = backbone.Layers[i];
            var length = plan.Shapes[layer.Output].Length;
            if (layer.Clamp.Bounds)
            {
                passingOf[layer.Output] = (passingLength, length / 8);
                passingLength += count * length / 8;
            }

            if (backbone.Operations[i].Chooses)
            {
                choicesOf[i] = (choicesLength, length);
                choicesLength += count * length;
            }
        }

        passing = new byte[passingLength];
        choices = new byte[choicesLength];
    }

    /// <summary>The most pictures at once.</summary>
    public int Count { get; }

    /// <summary>The pictures' edge in pixels.</summary>
    public int Size { get; }

    /// <summary>The size of the feature map of a picture, for each of <see cref="FrozenBackbone.Scales"/>.</summary>
    public IReadOnlyList<PictureShape> Shapes { get; }

    /// <summary>Where the time of each layer is added up, forward and backward, in ticks of <see cref="Stopwatch"/>; null where nobody asks.</summary>
    internal long[,]? LayerTimes { get; set; }

    /// <summary>Calculates the feature maps of pictures.</summary>
    /// <param name="source">As the network wants them after its own preprocessing, [pictures, size, size, 3].</param>
    /// <param name="count">How many pictures there are, up to <see cref="Count"/>.</param>
    /// <param name="keep">Whether <see cref="Backward(Span{float})"/> may be called for them.</param>
    public void Forward(ReadOnlySpan<float> source, int count, bool keep)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (source.Length != count * plan.Shapes[0].Length)
            throw new ArgumentException($"{source.Length} numbers were given, [{count}, {Size}, {Size}, 3] were expected.", nameof(source));
        pictures = count;
        keptPictures = keep ? count : 0;
        foreach (var segment in plan.Segments)
        {
            for (var first = 0; first < count; first += segment.Group)
            {
                var group = Math.Min(segment.Group, count - first);
                foreach (var step in segment.Forward)
                {
                    var since = Stopwatch.GetTimestamp();
                    Forward(step, source, first, group, keep);
                    AddTime(0, step.Layer, since);
                }
            }
        }

        for (var scale = 0; scale < features.Length; scale++)
            if (!IsTight(scale))
                CopyChannels(KeptOf(scale, keptValues), StoredChannels(scale), features[scale], Shapes[scale].Channels, count * Shapes[scale].Pixels);
    }

    /// <summary>The feature maps of the pictures that were given last, [pictures, rows, columns, channels].</summary>
    /// <param name="scale">Which of <see cref="FrozenBackbone.Scales"/>.</param>
    public ReadOnlySpan<float> Features(int scale) =>
        (IsTight(scale) ? KeptOf(scale, keptValues) : features[scale])[..(pictures * Shapes[scale].Length)];

    /// <summary>Where the gradient of the feature maps has to be written before <see cref="Backward(Span{float})"/>, [pictures, rows, columns, channels].</summary>
    /// <param name="scale">Which of <see cref="FrozenBackbone.Scales"/>.</param>
    public Span<float> Gradient(int scale) => gradients[scale].AsSpan(0, pictures * Shapes[scale].Length);

    /// <summary>
    /// Calculates the gradient of the pictures from that of their feature maps (<see cref="Gradient"/>). May be called again, with other gradients.
    /// </summary>
    /// <param name="pictureGradient">The result, [pictures, size, size, 3].</param>
    /// <exception cref="InvalidOperationException">Nothing was kept of the last pictures.</exception>
    public void Backward(Span<float> pictureGradient)
    {
        if (keptPictures == 0)
            throw new InvalidOperationException("Nothing was kept of the last pictures: call Forward with keep first.");
        if (pictureGradient.Length != keptPictures * plan.Shapes[0].Length)
            throw new ArgumentException($"Room for {pictureGradient.Length} numbers was given, [{keptPictures}, {Size}, {Size}, 3] was expected.", nameof(pictureGradient));
        for (var scale = 0; scale < gradients.Length; scale++)
            TakeGradient(scale);
        foreach (var segment in plan.Segments.Reverse())
        {
            for (var first = 0; first < keptPictures; first += segment.Group)
            {
                var group = Math.Min(segment.Group, keptPictures - first);
                foreach (var step in segment.Backward)
                {
                    var since = Stopwatch.GetTimestamp();
                    Backward(step, pictureGradient, first, group);
                    AddTime(1, step.Layer, since);
                }
            }
        }
    }

    void Forward(ForwardStep step, ReadOnlySpan<float> source, int first, int group, bool keep)
    {
        var layer = backbone.Layers[step.Layer];
        backbone.Operations[step.Layer].Forward(new LayerForward
        {
            Input = step.Input.Place == BufferPlace.Pictures ? source.Slice(first * step.Input.Length, group * step.Input.Length) : Of(step.Input, keptValues, first, group),
            InputShape = plan.Shapes[layer.Input],
            OutputShape = plan.Shapes[layer.Output],
            Pictures = group,
            Taps = plan.Taps[step.Layer],
            Epilogue = new Epilogue
            {
                Target = Of(step.Output, keptValues, first, group),
                Added = Of(step.Added, keptValues, first, group),
                Clamp = layer.Clamp,
                Passing = keep ? Of(passing, passingOf[layer.Output], first, group) : [],
            },
            Choices = keep ? Of(choices, choicesOf[step.Layer], first, group) : [],
            Workspace = Of(step.Workspace, keptValues, 0, 1),
        });
    }

    void Backward(BackwardStep step, Span<float> pictureGradient, int first, int group)
    {
        var layer = backbone.Layers[step.Layer];
        var target = step.Target.Place == BufferPlace.Pictures
            ? pictureGradient.Slice(first * step.Target.Length, group * step.Target.Length)
            : Of(step.Target, keptGradients, first, group);
        var gradient = Of(step.Gradient, keptGradients, first, group);
        var epilogue = new Epilogue
        {
            Target = target,
            Added = step.IsFirst ? [] : target,
            Passing = step.IsLast ? Of(passing, passingOf[step.Value], first, group) : [],
            Recalls = true,
        };
        if (step.IsAdded)
        {
            ClampedSum.Calculate(gradient, epilogue);
            return;
        }

        backbone.Operations[step.Layer].Backward(new LayerBackward
        {
            Gradient = gradient,
            InputShape = plan.Shapes[layer.Input],
            OutputShape = plan.Shapes[layer.Output],
            Pictures = group,
            Taps = plan.Taps[step.Layer],
            Back = plan.Back[step.Layer],
            Epilogue = epilogue,
            Choices = Of(choices, choicesOf[step.Layer], first, group),
            Workspace = Of(step.Workspace, keptGradients, 0, 1),
        });
    }

    void AddTime(int way, int layer, long since)
    {
        if (LayerTimes is { } times)
            times[way, layer] += Stopwatch.GetTimestamp() - since;
    }

    void TakeGradient(int scale)
    {
        var value = backbone.ScaleValues[scale];
        var target = KeptOf(scale, keptGradients)[..(keptPictures * plan.Shapes[value].Length)];
        CopyChannels(gradients[scale], Shapes[scale].Channels, target, StoredChannels(scale), keptPictures * Shapes[scale].Pixels);
        if (plan.Parts(value) == 1 && plan.ClampOf(value).Bounds)
            ClampedSum.Calculate(target, new Epilogue { Target = target, Passing = Of(passing, passingOf[value], 0, keptPictures), Recalls = true });
    }

    static void CopyChannels(ReadOnlySpan<float> source, int sourceChannels, Span<float> target, int targetChannels, int pixels)
    {
        var channels = Math.Min(sourceChannels, targetChannels);
        if (sourceChannels == targetChannels)
        {
            source[..(pixels * channels)].CopyTo(target);
            return;
        }

        for (var pixel = 0; pixel < pixels; pixel++)
            source.Slice(pixel * sourceChannels, channels).CopyTo(target[(pixel * targetChannels)..]);
    }

    int StoredChannels(int scale) => plan.Shapes[backbone.ScaleValues[scale]].Channels;

    bool IsTight(int scale) => StoredChannels(scale) == Shapes[scale].Channels;

    Span<float> KeptOf(int scale, AlignedFloats memory) => Of(plan.Kept(backbone.ScaleValues[scale]), memory, 0, Count);

    Span<float> Of(BufferRegion region, AlignedFloats kept, int first, int group) => region.Place switch
    {
        BufferPlace.Kept => kept.Span.Slice(region.Start + (first * region.Length), group * region.Length),
        BufferPlace.Scratch => scratch.Span.Slice(region.Start, group * region.Length),
        _ => [],
    };

    static Span<byte> Of(byte[] bytes, (int Start, int Length) place, int first, int group) =>
        bytes.AsSpan(place.Start + (first * place.Length), group * place.Length);
}
