namespace Twofold.Photos.Training;

/// <summary>A position that is read, and the position of the window that it lies under.</summary>
readonly record struct AxisTap(int Source, int Kernel);

/// <summary>Taps that lie side by side, in the source and in the window.</summary>
readonly record struct AxisRun(int Source, int Kernel, int Length);

/// <summary>
/// Positions of a line whose windows look alike, each one step further in the source than the one before: they share their weights.
/// </summary>
/// <param name="First">The first position.</param>
/// <param name="Count">How many there are: <see cref="AxisTaps.Together"/>, or one.</param>
/// <param name="Step">From one to the next.</param>
/// <param name="SourceStep">From what one reads to what the next one reads.</param>
readonly record struct AxisTile(int First, int Count, int Step, int SourceStep);

/// <summary>
/// What each position of a line (rows, or columns) is calculated from. Strides, dilation and the edge of the picture are all in here, so that the
/// kernels know none of them; turned around (<see cref="Transposed"/>), it says which results each source had a part in, which is the way back.
/// </summary>
sealed class AxisTaps
{
    /// <summary>How many positions the kernels take at once.</summary>
    public const int Together = 4;

    readonly AxisTap[][] taps;
    readonly AxisRun[][] runs;

    /// <summary>Takes what each target reads, in ascending order.</summary>
    public AxisTaps(int sources, AxisTap[][] taps)
    {
        (this.taps, Sources) = (taps, sources);
        runs = [.. taps.Select(FindRuns)];
        Tiles = FindTiles();
    }

    /// <summary>How many positions there are to read.</summary>
    public int Sources { get; }

    /// <summary>How many positions are calculated.</summary>
    public int Targets => taps.Length;

    /// <summary>What a position reads.</summary>
    public ReadOnlySpan<AxisTap> this[int target] => taps[target];

    /// <summary>What a position reads, in as few pieces as there are.</summary>
    public ReadOnlySpan<AxisRun> Runs(int target) => runs[target];

    /// <summary>All targets, several at once wherever that is possible.</summary>
    public AxisTile[] Tiles { get; }

    /// <summary>The way back: what a target read becomes what a source is part of.</summary>
    public AxisTaps Transposed()
    {
        var back = new List<AxisTap>[Sources];
        for (var source = 0; source < Sources; source++)
            back[source] = [];
        for (var target = 0; target < Targets; target++)
            foreach (var tap in taps[target])
                back[tap.Source].Add(new AxisTap(target, tap.Kernel));
        return new AxisTaps(Targets, [.. back.Select(list => list.ToArray())]);
    }

    static AxisRun[] FindRuns(AxisTap[] taps)
    {
        var found = new List<AxisRun>();
        foreach (var tap in taps)
        {
            if (found is [.., var last] && tap.Source == last.Source + last.Length && tap.Kernel == last.Kernel + last.Length)
                found[^1] = last with { Length = last.Length + 1 };
            else
                found.Add(new AxisRun(tap.Source, tap.Kernel, 1));
        }

        return [.. found];
    }

    AxisTile[] FindTiles()
    {
        var tiles = new List<AxisTile>();
        var done = new bool[Targets];
        for (var first = 0; first < Targets; first++)
        {
            if (done[first])
                continue;
            var tile = new AxisTile(first, 1, 1, 0);
            // On the way back through a stride, every stride-th position looks alike.
            for (var step = 1; step <= 4 && tile.Count == 1; step++)
                if (SourceStep(first, step, done) is { } sourceStep)
                    tile = new AxisTile(first, Together, step, sourceStep);
            for (var i = 0; i < tile.Count; i++)
                done[first + (i * tile.Step)] = true;
            tiles.Add(tile);
        }

        return [.. tiles];
    }

    int? SourceStep(int first, int step, bool[] done)
    {
        if (first + ((Together - 1) * step) >= Targets || taps[first].Length == 0)
            return null;
        int? found = null;
        for (var i = 1; i < Together; i++)
        {
            var (before, here) = (taps[first + ((i - 1) * step)], taps[first + (i * step)]);
            if (done[first + (i * step)] || before.Length != here.Length)
                return null;
            for (var k = 0; k < here.Length; k++)
            {
                var difference = here[k].Source - before[k].Source;
                found ??= difference;
                if (here[k].Kernel != before[k].Kernel || difference != found)
                    return null;
            }
        }

        return found;
    }
}

/// <summary>What each pixel is calculated from.</summary>
/// <param name="Rows">The rows that a row reads.</param>
/// <param name="Columns">The columns that a column reads.</param>
/// <param name="KernelWidth">The columns of the window: its positions are numbered row by row.</param>
sealed record WindowTaps(AxisTaps Rows, AxisTaps Columns, int KernelWidth)
{
    /// <summary>The pixels of a picture that are read.</summary>
    public int SourcePixels => Rows.Sources * Columns.Sources;

    /// <summary>The pixels that are calculated.</summary>
    public int TargetPixels => Rows.Targets * Columns.Targets;

    /// <summary>The way back.</summary>
    public WindowTaps Transposed() => new(Rows.Transposed(), Columns.Transposed(), KernelWidth);
}
