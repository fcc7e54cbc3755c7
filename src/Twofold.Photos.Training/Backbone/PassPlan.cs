namespace Twofold.Photos.Training;

/// <summary>Where a value or a gradient lies.</summary>
/// <param name="Place">In which memory.</param>
/// <param name="Start">Where it begins there.</param>
/// <param name="Length">The floats of one picture.</param>
readonly record struct BufferRegion(BufferPlace Place, int Start, int Length);

/// <summary>The memories that a pass works in.</summary>
enum BufferPlace
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>With the caller: all pictures, or their gradient.</summary>
    Pictures,

    /// <summary>There for all pictures until the pass begins anew.</summary>
    Kept,

    /// <summary>There for a group of pictures, until nothing reads it any more.</summary>
    Scratch,
}

/// <summary>A layer forward.</summary>
sealed record ForwardStep(int Layer, BufferRegion Input, BufferRegion Added, BufferRegion Output, BufferRegion Workspace);

/// <summary>A layer, or what was added to it, backward: one part of the gradient of <paramref name="Value"/>.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Value">The value that the layer reads.</param>
/// <param name="IsAdded">Whether the value is what is added to the layer's result.</param>
/// <param name="Gradient">The gradient of the layer's result.</param>
/// <param name="Target">The gradient of the value.</param>
/// <param name="IsFirst">Whether there is no part of that gradient yet.</param>
/// <param name="IsLast">Whether there will be no other, so that the value's clamp is next.</param>
/// <param name="Workspace">What else the layer needs.</param>
sealed record BackwardStep(int Layer, int Value, bool IsAdded, BufferRegion Gradient, BufferRegion Target, bool IsFirst, bool IsLast, BufferRegion Workspace);

/// <summary>Layers that are calculated for a group of pictures before the next group begins.</summary>
sealed record PassSegment(int Group, IReadOnlyList<ForwardStep> Forward, IReadOnlyList<BackwardStep> Backward);

/// <summary>
/// In which order a pass calculates, and where everything lies. Early layers have large values and few weights, so that they take few pictures at a
/// time, whose values stay in the cache; late ones have small values and many weights, and take many, so that the weights are read seldom.
/// </summary>
sealed class PassPlan
{
    // The floats of values that a group may touch in one layer: a good half of the second-level cache of today's processors (1 to 2 MB).
    const int GroupBudget = 160 * 1024;

    readonly FrozenBackbone backbone;
    readonly int count;
    readonly int[] segmentOf;
    readonly HashSet<int> kept;
    readonly BufferRegion[] keptValues, keptGradients;

    public PassPlan(FrozenBackbone backbone, int count, int size)
    {
        (this.backbone, this.count) = (backbone, count);
        (Shapes, Taps, Back) = Measure(size);
        segmentOf = FindSegments();
        kept = FindKept();
        keptValues = new BufferRegion[backbone.Values.Count];
        keptGradients = new BufferRegion[backbone.Values.Count];
        foreach (var value in kept)
        {
            keptValues[value] = keptGradients[value] = new BufferRegion(BufferPlace.Kept, KeptLength, Shapes[value].Length);
            KeptLength += count * Shapes[value].Length;
        }

        keptValues[0] = keptGradients[0] = new BufferRegion(BufferPlace.Pictures, 0, Shapes[0].Length);
        var segments = segmentOf.Length == 0 ? 0 : segmentOf[^1] + 1;
        var groups = Enumerable.Range(0, segments).Select(GroupOf).ToArray();
        var forward = Enumerable.Range(0, segments).Select(segment => Forward(segment, groups[segment])).ToArray();
        var backward = new List<BackwardStep>[segments];
        var parts = new int[backbone.Values.Count];
        foreach (var value in backbone.ScaleValues)
            parts[value] = 1;
        for (var segment = segments - 1; segment >= 0; segment--)
            backward[segment] = Backward(segment, groups[segment], parts);
        Segments = [.. Enumerable.Range(0, segments).Select(segment => new PassSegment(groups[segment], forward[segment], backward[segment]))];
    }

    /// <summary>The size of each value; nothing for values that no layer speaks of.</summary>
    public PictureShape[] Shapes { get; }

    /// <summary>What each layer's pixels are calculated from.</summary>
    public WindowTaps[] Taps { get; }

    /// <summary>What each layer's input pixels have a part in.</summary>
    public WindowTaps[] Back { get; }

    /// <summary>The layers in the order of calculation.</summary>
    public IReadOnlyList<PassSegment> Segments { get; }

    /// <summary>The floats that are there for all pictures; as many again for gradients.</summary>
    public int KeptLength { get; }

    /// <summary>The floats that are there for a group.</summary>
    public int ScratchLength { get; private set; }

    /// <summary>Where a feature map lies; in the memory of gradients, its gradient.</summary>
    public BufferRegion Kept(int value) => keptValues[value];

    /// <summary>How many parts the gradient of a value has, what the caller gives of a feature map included.</summary>
    public int Parts(int value) => (backbone.ScaleValues.Contains(value) ? 1 : 0) + backbone.Layers.Sum(layer => layer.Reads.Count(read => read == value));

    (PictureShape[] Shapes, WindowTaps[] Taps, WindowTaps[] Back) Measure(int size)
    {
        var shapes = new PictureShape[backbone.Values.Count];
        shapes[0] = new PictureShape(size, size, backbone.Values[0].Channels);
        var taps = new WindowTaps[backbone.Layers.Count];
        for (var i = 0; i < taps.Length; i++)
        {
            var layer = backbone.Layers[i];
            var window = layer switch
            {
                ConvolutionLayer convolution => convolution.Window,
                MaximumPoolLayer pool => pool.Window,
                _ => Window.Single,
            };
            var source = shapes[layer.Input];
            var shape = new PictureShape(window.Rows.Windows(source.Height), window.Columns.Windows(source.Width), WeightPanels.Padded(backbone.Values[layer.Output].Channels));
            if (shape.Pixels == 0)
                throw new TwofoldException($"Pictures of {size}x{size} pixels are too small for '{backbone.Name}': nothing is left of them at a stride of {backbone.Values[layer.Output].Stride}. Take larger ones.");
            if (layer.Added is { } added && shapes[added] != shape)
                throw new TwofoldException($"'{backbone.Name}' adds values of {shapes[added].Width}x{shapes[added].Height} and {shape.Width}x{shape.Height} pixels, of pictures of {size}x{size}: take a size that is a multiple of 32.");
            shapes[layer.Output] = shape;
            taps[i] = window.Taps(source);
        }

        return (shapes, taps, [.. taps.Select(each => each.Transposed())]);
    }

    // A feature map ends a segment: it has to be kept anyway, and all that follows reads nothing else.
    int[] FindSegments()
    {
        var segments = new int[backbone.Layers.Count];
        for (var i = 1; i < segments.Length; i++)
            segments[i] = segments[i - 1] + (backbone.ScaleValues.Contains(backbone.Layers[i - 1].Output) ? 1 : 0);
        return segments;
    }

    HashSet<int> FindKept()
    {
        var found = backbone.ScaleValues.ToHashSet();
        var origin = new Dictionary<int, int>();
        for (var i = 0; i < segmentOf.Length; i++)
        {
            foreach (var read in backbone.Layers[i].Reads)
                if (origin.TryGetValue(read, out var segment) && segment != segmentOf[i])
                    found.Add(read);
            origin[backbone.Layers[i].Output] = segmentOf[i];
        }

        return found;
    }

    IEnumerable<int> LayersOf(int segment) => Enumerable.Range(0, segmentOf.Length).Where(layer => segmentOf[layer] == segment);

    int GroupOf(int segment)
    {
        var largest = LayersOf(segment).Max(layer => Shapes[backbone.Layers[layer].Input].Length + Shapes[backbone.Layers[layer].Output].Length);
        var weights = LayersOf(segment).Sum(layer => backbone.Operations[layer].WeightCount);
        // Weights that do not stay in the cache are read once a group: that should not be more than what a group calculates.
        var group = Math.Clamp(Math.Max(GroupBudget / largest, weights > GroupBudget ? (2 * weights / largest) + 1 : 1), 1, count);
        var groups = (count + group - 1) / group;
        return (count + groups - 1) / groups;
    }

    List<ForwardStep> Forward(int segment, int group)
    {
        var arena = new BufferArena();
        var regions = (BufferRegion[])keptValues.Clone();
        var steps = new List<ForwardStep>();
        var last = new Dictionary<int, int>();
        foreach (var layer in LayersOf(segment))
            foreach (var read in backbone.Layers[layer].Reads)
                last[read] = layer;
        foreach (var index in LayersOf(segment))
        {
            var layer = backbone.Layers[index];
            if (!kept.Contains(layer.Output))
                regions[layer.Output] = Take(arena, Shapes[layer.Output].Length, group);
            var workspace = Workspace(arena, index);
            steps.Add(new ForwardStep(index, regions[layer.Input], layer.Added is { } added ? regions[added] : default, regions[layer.Output], workspace));
            GiveBack(arena, workspace);
            foreach (var read in layer.Reads.Distinct().Where(read => last[read] == index))
                GiveBack(arena, regions[read]);
        }

        ScratchLength = Math.Max(ScratchLength, arena.Peak);
        return steps;
    }

    List<BackwardStep> Backward(int segment, int group, int[] parts)
    {
        var arena = new BufferArena();
        var regions = (BufferRegion[])keptGradients.Clone();
        var steps = new List<BackwardStep>();
        foreach (var index in LayersOf(segment).Reverse())
        {
            var layer = backbone.Layers[index];
            var gradient = regions[layer.Output];
            var handedOn = false;
            AddPart(layer.Input, isAdded: false);
            if (layer.Added is { } added)
            {
                // The gradient of a sum is that of what was added: where nothing else is there yet, it becomes that without being copied.
                var clampNext = parts[added] + 1 == Parts(added) && ClampOf(added).Bounds;
                handedOn = parts[added] == 0 && regions[added].Place == BufferPlace.None && !clampNext;
                if (handedOn)
                {
                    regions[added] = gradient;
                    parts[added]++;
                }
                else
                {
                    AddPart(added, isAdded: true);
                }
            }

            if (!handedOn)
                GiveBack(arena, gradient);

            void AddPart(int value, bool isAdded)
            {
                if (regions[value].Place == BufferPlace.None)
                    regions[value] = Take(arena, Shapes[value].Length, group);
                var workspace = isAdded ? default : Workspace(arena, index);
                steps.Add(new BackwardStep(index, value, isAdded, gradient, regions[value], parts[value] == 0, parts[value] + 1 == Parts(value), workspace));
                parts[value]++;
                GiveBack(arena, workspace);
            }
        }

        ScratchLength = Math.Max(ScratchLength, arena.Peak);
        return steps;
    }

    /// <summary>What a value is cut off at by the layer that gives it.</summary>
    public Clamp ClampOf(int value) => backbone.Layers.FirstOrDefault(layer => layer.Output == value)?.Clamp ?? Clamp.None;

    BufferRegion Workspace(BufferArena arena, int index)
    {
        var layer = backbone.Layers[index];
        var length = backbone.Operations[index].Workspace(Shapes[layer.Input], Shapes[layer.Output]);
        return length == 0 ? default : Take(arena, length, 1);
    }

    static BufferRegion Take(BufferArena arena, int length, int group) => new(BufferPlace.Scratch, arena.Take(checked(length * group)), length);

    static void GiveBack(BufferArena arena, BufferRegion region)
    {
        if (region.Place == BufferPlace.Scratch)
            arena.GiveBack(region.Start);
    }
}
