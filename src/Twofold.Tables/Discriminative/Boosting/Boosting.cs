using System.Collections.Concurrent;

namespace Twofold.Tables;

/// <summary>
/// The rounds of gradient boosting (Friedman 2001, "Greedy function approximation: a gradient boosting machine"): each grows a tree for each
/// output along the slopes of the loss and takes a step of <see cref="GradientBoostedTrees.LearningRate"/>.
/// </summary>
sealed class Boosting
{
    // Different uses of one seed; part 0 chooses the rows that the bins are made of.
    const ulong RowsPart = 1, ColumnsPart = 2;

    readonly GradientBoostedTrees recipe;
    readonly CancellationToken cancellation;
    readonly BinnedTable table;
    readonly int[] train;
    readonly int[] heldOut;
    readonly BoostingScores scores;
    readonly GradientUnits units;
    readonly SplitSearch search;
    readonly ConcurrentBag<TreeGrower> growers = [];
    readonly List<BoostedTree> trees = [];
    readonly List<double> heldOutLosses = [];

    public Boosting(GradientBoostedTrees recipe, Table examples, int[] codes, int labelCount, double[]? weights, CancellationToken cancellation)
    {
        (this.recipe, this.cancellation) = (recipe, cancellation);
        (train, heldOut) = recipe.Patience is null
            ? (Enumerable.Range(0, codes.Length).ToArray(), [])
            : Stratification.Split(codes, recipe.ValidationShare, recipe.Seed);
        if (weights is not null)
            (train, heldOut) = (Array.FindAll(train, row => weights[row] > 0), Array.FindAll(heldOut, row => weights[row] > 0));
        if (train.Length == 0 || (recipe.Patience is not null && heldOut.Length == 0))
            throw new TwofoldException("All examples to train on or to hold out have the weight 0: give more examples, or leave Patience null.");

        table = BinnedTable.Of(examples, train, weights, recipe.Bins, recipe.Seed, cancellation);
        units = new GradientUnits(train, weights);
        search = new SplitSearch(units, recipe.MinExamplesPerLeaf, recipe.L2, recipe.MaxStep, recipe.CategorySmoothing);
        Baseline = BaselineOf(codes, labelCount, weights);
        scores = new BoostingScores(Baseline, codes, weights);
    }

    /// <summary>The scores before the first tree: log-odds of the second of two labels, else the logarithms of the labels' shares.</summary>
    public double[] Baseline { get; }

    /// <summary>The trees of the rounds that are kept, one for each output in each round.</summary>
    public IReadOnlyList<BoostedTree> Trees => trees;

    /// <summary>The loss of the held-out examples after each round, the first without a tree.</summary>
    public IReadOnlyList<double> HeldOutLosses => heldOutLosses;

    /// <summary>Whether boosting ended because the held-out loss fell no more.</summary>
    public bool StoppedEarly { get; private set; }

    /// <summary>Runs the rounds.</summary>
    public void Run(Schema schema, IProgress<WorkProgress>? progress)
    {
        if (heldOut.Length > 0)
            heldOutLosses.Add(scores.Loss(heldOut));
        var (best, outputs) = (0, Baseline.Length);
        for (var round = 1; round <= recipe.Rounds && !StoppedEarly; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            trees.AddRange(GrowRound(round, schema));
            if (heldOut.Length > 0)
            {
                heldOutLosses.Add(scores.Loss(heldOut));
                if (heldOutLosses[round] < heldOutLosses[best])
                    best = round;
                StoppedEarly = round - best >= recipe.Patience;
            }

            progress?.Report(new WorkProgress("Growing trees", round, recipe.Rounds, "rounds", heldOut.Length > 0 ? $"held-out log loss {heldOutLosses[round]:0.0000}" : null));
        }

        if (heldOut.Length > 0)
            trees.RemoveRange(best * outputs, trees.Count - (best * outputs));
    }

    BoostedTree[] GrowRound(int round, Schema schema)
    {
        scores.BeginRound();
        var outputs = Baseline.Length;
        var sample = recipe.RowShare < 1
            ? RowSample.Choose(train, ShareOf(recipe.RowShare, train.Length), Random(RowsPart, round, 0))
            : train;
        int[] others = recipe.RowShare < 1 || heldOut.Length > 0 ? Others(sample) : [];
        var grown = new BoostedTree[outputs];
        if (outputs == 1)
            GrowOutput(0);
        else
            Parallel.For(0, outputs, new ParallelOptions { CancellationToken = cancellation }, GrowOutput);
        return grown;

        // Trees of one round do not see each other: their slopes were fixed when it began.
        void GrowOutput(int output)
        {
            var grower = growers.TryTake(out var idle) ? idle : new TreeGrower(table, train.Length, search, recipe, cancellation);
            scores.WriteGradients(output, units, grower.Gradients);
            var tree = grower.Grow(sample, ChooseColumns(round, output));
            tree.AddToOwn(scores.Scores[output]);
            tree.AddTo(scores.Scores[output], others);
            grown[output] = tree.ToTree(schema);
            growers.Add(grower);
        }
    }

    int[] ChooseColumns(int round, int output)
    {
        int[] all = [.. Enumerable.Range(0, table.Columns.Length)];
        return recipe.ColumnShare < 1 && all.Length > 0
            ? RowSample.Choose(all, ShareOf(recipe.ColumnShare, all.Length), Random(ColumnsPart, round, output))
            : all;
    }

    SeededRandom Random(ulong part, int round, int output) =>
        SeededRandom.ForPart(SeededRandom.ForPart(recipe.Seed, part).NextUInt64(), ((ulong)round << 32) + (ulong)output);

    // The rows that the round's trees are not grown on: their scores are wanted all the same.
    int[] Others(int[] sample)
    {
        var isOwn = new bool[table.Count];
        foreach (var row in sample)
            isOwn[row] = true;
        return [.. train.Concat(heldOut).Where(row => !isOwn[row])];
    }

    double[] BaselineOf(int[] codes, int labelCount, double[]? weights)
    {
        var masses = new double[labelCount];
        foreach (var row in train)
            masses[codes[row]] += weights?[row] ?? 1;
        var total = masses.Sum();

        // A label whose few examples are all held out gets the chance of half an example.
        var least = total / train.Length / 2;
        var logits = Array.ConvertAll(masses, mass => Math.Log(Math.Max(mass, least) / total));
        return labelCount == 2 ? [logits[1] - logits[0]] : logits;
    }

    static int ShareOf(double share, int count) => Math.Clamp((int)Math.Round(share * count), 1, count);
}
