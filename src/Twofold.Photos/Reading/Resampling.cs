using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Photos;

/// <summary>
/// Brings a picture to another size, row by row as it is decoded, first across and then down:
/// <code>target[x] = Σ_s source[s] w(x, s) / Σ_s w(x, s),  w(x, s) = K((s + ½ - (x + ½) f) / max(f, 1)),  f = source length / target length</code>
/// What lies outside of the picture is as its edge. K is Lanczos's window of three lobes where the picture gets smaller (Duchon 1979, "Lanczos
/// filtering in one and two dimensions"), which keeps what is fine sharp and does not alias, and where it gets larger Catmull and Rom's cubic
/// (Keys 1981, a = -½), which rings less: what libvips takes. A pixel is four floats, its three colors and one that counts for nothing, and a row
/// is as wide as the target from its first step on: memory is that of the few rows which a row of the target is made of.
/// </summary>
sealed class Resampling
{
    const int Floats = 4;

    readonly int fromWidth, fromBands, toWidth, toHeight;
    readonly Taps across, down;
    readonly float[] spread, ring;
    readonly int stride;
    readonly byte[] target;
    int arrived, finished;

    /// <summary>Prepares for a picture.</summary>
    /// <param name="fromWidth">The width of what is read, in pixels.</param>
    /// <param name="fromHeight">Its height.</param>
    /// <param name="fromBands">Its bytes a pixel: 3, or 1 for gray.</param>
    /// <param name="toWidth">The width of what is made, in pixels.</param>
    /// <param name="toHeight">Its height.</param>
    public Resampling(int fromWidth, int fromHeight, int fromBands, int toWidth, int toHeight)
    {
        if (Math.Min(Math.Min(fromWidth, fromHeight), Math.Min(toWidth, toHeight)) < 1 || fromBands is not (1 or 3))
            throw new ArgumentException($"{fromWidth}x{fromHeight} pixels of {fromBands} bytes were to become {toWidth}x{toHeight}: 1 or 3 bytes, and at least one pixel are expected.");
        (this.fromWidth, this.fromBands, this.toWidth, this.toHeight) = (fromWidth, fromBands, toWidth, toHeight);
        across = new Taps(fromWidth, toWidth);
        down = (fromHeight, toHeight) == (fromWidth, toWidth) ? across : new Taps(fromHeight, toHeight);
        // Taps are taken two at a time, and pixels four at a time: both may reach beyond the end.
        spread = new float[Floats * (fromWidth + across.Count + Floats)];
        stride = Floats * ((toWidth + Floats - 1) & -Floats);
        ring = new float[down.Count * stride];
        target = new byte[(3 * toWidth * toHeight) + (2 * Vector128<byte>.Count)];
    }

    /// <summary>The picture, <c>[toHeight, toWidth, 3]</c>, once all rows have been added.</summary>
    public ReadOnlyMemory<byte> Pixels => finished == toHeight ? target.AsMemory(0, 3 * toWidth * toHeight) : throw new InvalidOperationException($"{finished} of {toHeight} rows are made.");

    /// <summary>Takes the next rows, from the top.</summary>
    /// <param name="rows">Whole rows, <c>[rows, fromWidth, fromBands]</c>.</param>
    public void Add(ReadOnlySpan<byte> rows)
    {
        for (var length = fromWidth * fromBands; rows.Length > 0; rows = rows[length..])
        {
            Spread(rows[..length]);
            Across(ring.AsSpan(arrived++ % down.Count * stride, stride));
            while (finished < toHeight && down.First[finished] + down.Length[finished] <= arrived)
                Down(finished++);
        }
    }

    void Spread(ReadOnlySpan<byte> row)
    {
        var x = 0;
        ref var to = ref MemoryMarshal.GetArrayDataReference(spread);
        if (fromBands == 3)
        {
            var apart = Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255);
            for (; (3 * x) + Vector128<byte>.Count <= row.Length; x += Floats)
            {
                var (first, second) = Vector128.Widen(Vector128.Shuffle(Vector128.Create(row[(3 * x)..]), apart));
                var ((a, b), (c, d)) = (Vector128.Widen(first), Vector128.Widen(second));
                Vector128.ConvertToSingle(a.AsInt32()).StoreUnsafe(ref to, (nuint)(Floats * x));
                Vector128.ConvertToSingle(b.AsInt32()).StoreUnsafe(ref to, (nuint)(Floats * (x + 1)));
                Vector128.ConvertToSingle(c.AsInt32()).StoreUnsafe(ref to, (nuint)(Floats * (x + 2)));
                Vector128.ConvertToSingle(d.AsInt32()).StoreUnsafe(ref to, (nuint)(Floats * (x + 3)));
            }
        }

        for (; x < fromWidth; x++)
            for (var color = 0; color < 3; color++)
                spread[(Floats * x) + color] = row[(fromBands * x) + (fromBands == 3 ? color : 0)];
    }

    void Across(Span<float> row)
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(spread);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(across.Doubled);
        ref var to = ref MemoryMarshal.GetReference(row);
        var (width, pairs, at, x) = ((nuint)Vector256<float>.Count, across.Count / 2, (nuint)0, (nuint)0);
        foreach (var first in across.First)
        {
            var sum = Vector256<float>.Zero;
            var pixel = (nuint)(Floats * first);
            for (var pair = pairs; pair > 0; pair--, pixel += width, at += width)
                sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, pixel), Vector256.LoadUnsafe(ref weights, at), sum);
            (sum.GetLower() + sum.GetUpper()).StoreUnsafe(ref to, x);
            x += Floats;
        }
    }

    void Down(int y)
    {
        var weights = down.Weights.AsSpan(y * down.Count, down.Length[y]);
        Span<nuint> rows = stackalloc nuint[weights.Length];
        for (var tap = 0; tap < rows.Length; tap++)
            rows[tap] = (nuint)((down.First[y] + tap) % down.Count * stride);
        var together = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        var (half, white) = (Vector256.Create(0.5f), Vector256.Create(255.5f));
        ref var from = ref MemoryMarshal.GetArrayDataReference(ring);
        ref var to = ref target[3 * toWidth * y];
        // Four pixels at a time: what is written beyond the end of a row belongs to the next one, which is written later.
        for (var x = 0; x < toWidth; x += Floats)
        {
            var at = (nuint)(Floats * x);
            Vector256<float> first = half, second = half;
            for (var tap = 0; tap < rows.Length; tap++)
            {
                var weight = Vector256.Create(weights[tap]);
                first = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, rows[tap] + at), weight, first);
                second = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, rows[tap] + at + (nuint)Vector256<float>.Count), weight, second);
            }

            first = Vector256.Clamp(first, Vector256<float>.Zero, white);
            second = Vector256.Clamp(second, Vector256<float>.Zero, white);
            var whole = Vector256.Narrow(Vector256.ConvertToInt32(first).AsUInt32(), Vector256.ConvertToInt32(second).AsUInt32());
            Vector128.Shuffle(Vector128.Narrow(whole.GetLower(), whole.GetUpper()), together).StoreUnsafe(ref to, (nuint)(3 * x));
        }
    }

    /// <summary>What each position of a line is made of: positions of the source that lie side by side, and their weights.</summary>
    sealed class Taps
    {
        const int Lobes = 3, CubicReach = 2;

        public Taps(int from, int to)
        {
            var factor = (double)from / to;
            (First, Length) = (new int[to], new int[to]);
            var weights = new double[to][];
            var reach = factor > 1 ? Lobes * factor : CubicReach;
            for (var x = 0; x < to; x++)
            {
                var center = ((x + 0.5) * factor) - 0.5;
                var (low, high) = ((int)Math.Ceiling(center - reach), (int)Math.Floor(center + reach));
                First[x] = Math.Clamp(low, 0, from - 1);
                Length[x] = Math.Clamp(high, 0, from - 1) - First[x] + 1;
                weights[x] = new double[Length[x]];
                for (var s = low; s <= high; s++)
                    weights[x][Math.Clamp(s, 0, from - 1) - First[x]] += factor > 1 ? Lanczos((s - center) / factor) : Cubic(Math.Abs(s - center));
            }

            Count = (Length.Max() + 1) & -2;
            (Weights, Doubled) = (new float[to * Count], new float[to * Count * Floats]);
            for (var x = 0; x < to; x++)
            {
                var sum = weights[x].Sum();
                for (var tap = 0; tap < Length[x]; tap++)
                    Doubled.AsSpan(((x * Count) + tap) * Floats, Floats).Fill(Weights[(x * Count) + tap] = (float)(weights[x][tap] / sum));
            }
        }

        /// <summary>The first position that each reads.</summary>
        public int[] First { get; }

        /// <summary>How many each reads.</summary>
        public int[] Length { get; }

        /// <summary>The most that any reads, rounded up to an even number.</summary>
        public int Count { get; }

        /// <summary>The weights, <c>[to, Count]</c>; zeros behind <see cref="Length"/>.</summary>
        public float[] Weights { get; }

        /// <summary>The weights, one for each float of a pixel, <c>[to, Count, 4]</c>.</summary>
        public float[] Doubled { get; }

        // sinc(t) sinc(t / 3); by sin 3a = 3 sin a - 4 sin³ a one sine is enough.
        static double Lanczos(double t)
        {
            var sine = Math.Sin(Math.PI * t / Lobes);
            return Math.Abs(t) < 1e-9 ? 1 : Math.Abs(t) >= Lobes ? 0 : Lobes * sine * sine * (3 - (4 * sine * sine)) / (Math.PI * Math.PI * t * t);
        }

        static double Cubic(double t) => t >= CubicReach ? 0 : t >= 1 ? (((((-0.5 * t) + 2.5) * t) - 4) * t) + 2 : (((1.5 * t) - 2.5) * t * t) + 1;
    }
}
