using System.Numerics.Tensors;
using Twofold.Photos.Onnx;

namespace Twofold.Photos;

/// <summary>
/// A flow as the generative model that it is: it makes photos, and says how likely a given one is, so that by Bayes' rule it recognizes too. Along the
/// path of a photo back to its noise the density changes by the divergence of the velocity (Chen 2018, "Neural Ordinary Differential Equations",
/// equation 8), which is estimated along a random direction (Hutchinson 1989; Grathwohl 2019, "FFJORD"). Colors are whole numbers and the flow's are
/// not, so half a level of noise at most is added first: what comes out is in the mean a lower bound of the colors' probability (Theis 2016, "A note
/// on the evaluation of generative models", equation 4). It takes a core some tenths of a second for a photo of 32 x 32 pixels and a label.
/// Immutable and thread-safe.
/// </summary>
public sealed class PhotoFlow : GenerativeModel<IReadOnlyList<Photo>, string>
{
    // Measured: twice as many steps change the bits of a color by less than a hundredth.
    const int Steps = 40;

    // The noise that is left at a step is (1 - step / Steps)^3: the last colors of a picture come out of noise of some thousandths.
    const int Grading = 3;

    // The direction's length for each color, in shares of the noise that is left; shorter ones drown in float32, longer ones leave the neighbourhood.
    const float ProbeLength = 0.05f, ShortestProbe = 1e-3f;

    const float HalfWhite = 127.5f;

    readonly VelocityField velocityField;
    readonly PhotoCreator creator;

    internal PhotoFlow(VelocityField velocityField, PhotoCreator creator, IReadOnlyList<double> prior)
        : base(creator.Labels, prior) => (this.velocityField, this.creator) = (velocityField, creator);

    /// <summary>A lower bound, in the mean over the noise that is added and the random direction; how far an estimate is from its mean is some nats of thousands.</summary>
    public override DensityKind DensityKind => DensityKind.LowerBound;

    /// <summary>The numbers of a picture, whose probability is told: width x height x 3.</summary>
    public int Colors => 3 * velocityField.Width * velocityField.Height;

    /// <summary>
    /// log p(colors | label) in nats, <c>[photos, labels]</c>, of the photos' middle squares at the flow's size. Divided by <see cref="Colors"/> and
    /// log(2), and with its sign turned, it is the bits that a color takes. The same photo always gets the same numbers.
    /// </summary>
    /// <param name="examples">The photos.</param>
    public override double[,] LogLikelihood(IReadOnlyList<Photo> examples) => LogLikelihood(examples, CancellationToken.None);

    /// <inheritdoc cref="LogLikelihood(IReadOnlyList{Photo})"/>
    /// <param name="examples">The photos.</param>
    /// <param name="cancellation">Stops the work between two steps of a photo.</param>
    public double[,] LogLikelihood(IReadOnlyList<Photo> examples, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var preparation = new PhotoPreparation(Math.Max(velocityField.Width, velocityField.Height), velocityField.Width, velocityField.Height);
        var likelihood = new double[examples.Count, Labels.Count];
        var rows = ParallelMap.Ordered(examples, photo => LogLikelihood(PhotoReader.Prepare(photo, preparation), cancellation), cancellation);
        foreach (var (photo, row) in rows.Index())
            row.CopyTo(likelihood.Row(photo));
        return likelihood;
    }

    /// <summary>Scores the flow as a generative model.</summary>
    /// <param name="photos">Photos that it did not learn from.</param>
    /// <param name="labels">The label of each, one that the model knows.</param>
    /// <param name="cancellation">Stops the work between two steps of a photo.</param>
    /// <exception cref="TwofoldException">There is no photo, not one label for each, or a label that the model does not know.</exception>
    public FlowScores Score(IReadOnlyList<Photo> photos, IReadOnlyList<string> labels, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(labels);
        if (photos.Count == 0 || photos.Count != labels.Count)
            throw new TwofoldException($"{photos.Count} photos and {labels.Count} labels: at least one photo, and one label for each, are expected.");
        int[] truth = [.. labels.Select(IndexOf)];
        var likelihood = LogLikelihood(photos, cancellation);
        double[] bits = [.. truth.Select((label, photo) => -likelihood[photo, label] / (Colors * Math.Log(2)))];
        bool[] right = [.. truth.Select((label, photo) => Enumerable.Range(0, Labels.Count).MaxBy(k => likelihood[photo, k] + Math.Log(Prior[k])) == label)];
        return new FlowScores(photos.Count, Estimate.OfMean(bits), Estimate.OfShare(right));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Drawn without guidance, from the very distribution whose likelihood is told; pictures that hold on to their label more closely are
    /// <see cref="PhotoCreator"/>'s.
    /// </remarks>
    public override IReadOnlyList<Photo> Generate(string label, int count, ulong seed, CancellationToken cancellation = default) =>
        creator.Generate(label, count, seed, new PhotoGenerationOptions { Guidance = 1 }, cancellation);

    /// <inheritdoc cref="GenerativeModel{TExamples, TLabel}.WithPrior"/>
    public new PhotoFlow WithPrior(IReadOnlyList<double> prior) => (PhotoFlow)base.WithPrior(prior);

    /// <inheritdoc/>
    protected override GenerativeModel<IReadOnlyList<Photo>, string> CopyWithPrior(IReadOnlyList<double> prior) => new PhotoFlow(velocityField, creator, prior);

    // All labels go the same way with the same noise and direction: what is compared by Bayes' rule differs by the label alone.
    double[] LogLikelihood(Photo photo, CancellationToken cancellation)
    {
        var random = new SeededRandom(0);
        float[] start = Dequantized(photo, random), direction = [.. Enumerable.Range(0, Colors).Select(_ => random.NextInt(2) == 0 ? -1f : 1f)];
        var walk = new Walk(velocityField, start, direction);
        for (var step = Steps; step > 0; step--)
        {
            cancellation.ThrowIfCancellationRequested();
            walk.Back(NoiseLeft(step), NoiseLeft(step - 1));
        }

        return walk.LogDensities(Math.Log(HalfWhite));

        static float NoiseLeft(int step) => MathF.Pow(1 - ((float)step / Steps), Grading);
    }

    // [height, width, 3] as [3, height, width], from -1 to 1.
    float[] Dequantized(Photo photo, SeededRandom random)
    {
        var pixels = photo.Pixels.Span;
        var plane = velocityField.Width * velocityField.Height;
        var colors = new float[Colors];
        for (var i = 0; i < colors.Length; i++)
            colors[(i % 3 * plane) + (i / 3)] = (float)((pixels[i] + random.NextDouble(-0.5, 0.5)) / HalfWhite) - 1;
        return colors;
    }

    /// <summary>A photo's way from the picture to the noise, for each label.</summary>
    sealed class Walk
    {
        readonly VelocityField velocityField;
        readonly float[] direction, states, ahead, velocities, velocitiesAhead, shares;
        readonly double[] divergences;

        public Walk(VelocityField velocityField, float[] start, float[] direction)
        {
            (this.velocityField, this.direction) = (velocityField, direction);
            var labels = velocityField.LabelCount;
            states = [.. Enumerable.Repeat(start, labels).SelectMany(colors => colors)];
            (ahead, velocities, velocitiesAhead) = (new float[states.Length], new float[states.Length], new float[states.Length]);
            shares = new float[labels * labels];
            for (var label = 0; label < labels; label++)
                shares[(label * labels) + label] = 1;
            divergences = new double[labels];
        }

        int Labels => velocityField.LabelCount;

        /// <summary>A step of Heun's method back, from so much noise to so much; adds up the divergence on the way.</summary>
        public void Back(float from, float to)
        {
            var length = to - from;
            var before = Velocities(states, from, velocities);
            TensorPrimitives.MultiplyAdd(velocities, -length, states, ahead);
            var after = Velocities(ahead, to, velocitiesAhead);
            TensorPrimitives.Add(velocities, velocitiesAhead, velocities);
            TensorPrimitives.MultiplyAdd(velocities, -length / 2, states, states);
            for (var label = 0; label < Labels; label++)
                divergences[label] += length * (before[label] + after[label]) / 2;
        }

        /// <summary>The density of the noise where the way ended, less what was gathered, and each color's share of a level.</summary>
        public double[] LogDensities(double logLevels) =>
        [
            .. divergences.Select((divergence, label) =>
            {
                var noise = states.AsSpan(label * direction.Length, direction.Length);
                return (-0.5 * TensorPrimitives.SumOfSquares<float>(noise)) - (direction.Length * ((0.5 * Math.Log(2 * Math.PI)) + logLevels)) - divergence;
            }),
        ];

        /// <summary>The velocities of states for each label, and the estimates of their divergence by the difference along the direction.</summary>
        double[] Velocities(float[] at, float noiseLeft, float[] result)
        {
            var probe = Math.Max(ProbeLength * noiseLeft, ShortestProbe);
            var (count, length) = (Labels, direction.Length);
            float[] all = [.. at, .. at, .. at], allShares = [.. shares, .. shares, .. shares], allVelocities = new float[3 * at.Length];
            for (var label = 0; label < count; label++)
            {
                var forward = all.AsSpan((count + label) * length, length);
                var backward = all.AsSpan(((2 * count) + label) * length, length);
                TensorPrimitives.MultiplyAdd(direction, probe, forward, forward);
                TensorPrimitives.MultiplyAdd(direction, -probe, backward, backward);
            }

            velocityField.Velocities(all, Enumerable.Repeat(1 - noiseLeft, 3 * count).ToArray(), allShares, allVelocities);
            allVelocities.AsSpan(0, at.Length).CopyTo(result);
            var divergence = new double[count];
            for (var label = 0; label < count; label++)
            {
                var forward = allVelocities.AsSpan((count + label) * length, length);
                var backward = allVelocities.AsSpan(((2 * count) + label) * length, length);
                TensorPrimitives.Subtract(forward, backward, forward);
                divergence[label] = TensorPrimitives.Dot<float>(forward, direction) / (2 * probe);
            }

            return divergence;
        }
    }
}
