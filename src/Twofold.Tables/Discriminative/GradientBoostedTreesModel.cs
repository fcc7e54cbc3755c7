namespace Twofold.Tables;

/// <summary>
/// Fitted gradient boosted trees: the logit of a label is a number to start with plus what each of its trees says. Immutable and thread-safe.
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class GradientBoostedTreesModel<TLabel> : IClassifier<Table, TLabel>, IStoredModel<GradientBoostedTreesModel<TLabel>, TLabel>
    where TLabel : notnull
{
    // A part of the rows goes through one tree after another, so that the tree and the rows are in the cache.
    const int PartRows = 128;

    // About how many multiplications a row's way through a tree takes.
    const int CostOfTree = 30;

    // What a file holds of a node, in this order.
    const int NodeNumbers = 7;

    readonly double[] baseline;
    readonly BoostedTree[] trees;

    /// <summary>Restores a model from its parameters, which must not be changed afterwards.</summary>
    /// <param name="labels">The labels, at least two.</param>
    /// <param name="schema">The columns that examples must have.</param>
    /// <param name="baseline">The scores to start with: of two labels one, the logit of the second; else one for each label.</param>
    /// <param name="trees">The trees, in each round one for each score.</param>
    /// <exception cref="TwofoldException">The numbers of labels, scores and trees do not match.</exception>
    public GradientBoostedTreesModel(IReadOnlyList<TLabel> labels, Schema schema, IReadOnlyList<double> baseline, IReadOnlyList<BoostedTree> trees)
        : this(labels, schema, baseline, trees, [], stoppedEarly: false)
    {
    }

    internal GradientBoostedTreesModel(
        IReadOnlyList<TLabel> labels,
        Schema schema,
        IReadOnlyList<double> baseline,
        IReadOnlyList<BoostedTree> trees,
        IReadOnlyList<double> heldOutLosses,
        bool stoppedEarly)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(trees);
        var outputs = OutputsOf(labels);
        if (labels.Count < 2 || baseline.Count != outputs || trees.Count % outputs != 0)
            throw new TwofoldException(
                $"{labels.Count} labels, {baseline.Count} scores to start with and {trees.Count} trees: two labels need one score and one tree a round, "
                + "more of them one each. The model's file is damaged; train it again.");
        (Labels, Schema, this.baseline, this.trees, HeldOutLosses, StoppedEarly) = (labels, schema, [.. baseline], [.. trees], heldOutLosses, stoppedEarly);
        ModelParameters.RequireFinite(this.baseline, "baseline");
    }

    /// <inheritdoc/>
    public IReadOnlyList<TLabel> Labels { get; }

    /// <summary>The columns that examples must have.</summary>
    public Schema Schema { get; }

    /// <summary>The scores of an example before the first tree: of two labels one, the logit of the second; else one for each label.</summary>
    public IReadOnlyList<double> Baseline => baseline;

    /// <summary>The trees, in each round one for each score.</summary>
    public IReadOnlyList<BoostedTree> Trees => trees;

    /// <summary>The number of rounds that were kept.</summary>
    public int Rounds => trees.Length / baseline.Length;

    /// <summary>
    /// With early stopping, the mean loss of the held-out examples in nats: first without a tree, then after each round that was run. The
    /// least is at index <see cref="Rounds"/>. Empty without early stopping, and of a model that was restored.
    /// </summary>
    public IReadOnlyList<double> HeldOutLosses { get; }

    /// <summary>Whether boosting ended because the held-out loss fell no more; false where it ran all its rounds.</summary>
    public bool StoppedEarly { get; }

    /// <summary>
    /// How much each column lowered the training loss: the gains of the splits that ask about it, as shares of all, <c>[columns]</c>. All 0
    /// where there is no split. (LightGBM's importance of type gain.)
    /// </summary>
    public double[] Importances()
    {
        var gains = new double[Schema.Count];
        foreach (var tree in trees)
            foreach (var node in tree.Nodes)
                gains[node.Column] += node.Gain;
        var total = gains.Sum();
        return total > 0 ? Array.ConvertAll(gains, gain => gain / total) : gains;
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or a category that it never saw.</exception>
    public double[,] PredictProbabilities(Table examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var probabilities = new double[examples.Count, Labels.Count];
        ForEachPart(examples, (first, scores) =>
        {
            for (var i = 0; i < scores.Length / baseline.Length; i++)
                ToProbabilities(scores.Slice(i * baseline.Length, baseline.Length), probabilities.Row(first + i));
        });
        return probabilities;
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or a category that it never saw.</exception>
    public TLabel[] Predict(Table examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var labels = new TLabel[examples.Count];
        ForEachPart(examples, (first, scores) =>
        {
            for (var i = 0; i < scores.Length / baseline.Length; i++)
                labels[first + i] = Labels[IndexOfBest(scores.Slice(i * baseline.Length, baseline.Length))];
        });
        return labels;
    }

    /// <summary>The most probable label of one example, without taking memory.</summary>
    /// <param name="row">Its cells in the order of <see cref="Schema"/>: numbers, indices of categories, NaN for what is missing.</param>
    /// <exception cref="TwofoldException">Not as many cells as columns, or a cell is no category of its column.</exception>
    public TLabel Predict(ReadOnlySpan<double> row)
    {
        RequireCells(row);
        if (baseline.Length == 1)
            return Labels[Score(row, 0) > 0 ? 1 : 0];
        var (best, greatest) = (0, Score(row, 0));
        for (var output = 1; output < baseline.Length; output++)
            if (Score(row, output) is var score && score > greatest)
                (best, greatest) = (output, score);
        return Labels[best];
    }

    /// <summary>p(label | example) of one example, without taking memory.</summary>
    /// <param name="row">Its cells in the order of <see cref="Schema"/>: numbers, indices of categories, NaN for what is missing.</param>
    /// <param name="probabilities">Is filled, <c>[labels]</c>.</param>
    /// <exception cref="TwofoldException">Not as many cells as columns, a cell is no category of its column, or there is not one place for each label.</exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        FitArguments.RequirePlaces(probabilities, Labels.Count);
        RequireCells(row);
        for (var output = 0; output < baseline.Length; output++)
            probabilities[output] = Score(row, output);
        ToProbabilities(probabilities[..baseline.Length], probabilities);
    }

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        double[] nodes = [.. trees.SelectMany(tree => tree.Nodes.ToArray()).SelectMany(
            node => new[] { node.Column, node.Threshold, node.CategorySet, node.MissingLeft ? 1 : 0, node.Left, node.Right, node.Gain })];
        double[] leaves = [.. trees.SelectMany(tree => tree.Leaves.ToArray())];
        double[] categories = [.. trees.SelectMany(tree => tree.Categories.ToArray()).Select(set => (double)set)];
        double[] sizes = [.. trees.SelectMany(tree => new double[] { tree.Nodes.Length, tree.Categories.Length })];
        tensors.Add("counts", [trees.Length, nodes.Length / NodeNumbers, categories.Length], 3);
        tensors.Add("baseline", baseline, baseline.Length);
        tensors.Add("sizes", sizes, trees.Length, 2);
        tensors.Add("nodes", nodes, nodes.Length / NodeNumbers, NodeNumbers);
        tensors.Add("leaves", leaves, leaves.Length);
        tensors.Add("categories", categories, categories.Length);
    }

    static GradientBoostedTreesModel<TLabel> IStoredModel<GradientBoostedTreesModel<TLabel>, TLabel>.From(
        SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema)
    {
        var counts = tensors.Read("counts", 3);
        var (treeCount, nodeCount, wordCount) = (Whole(counts[0]), Whole(counts[1]), Whole(counts[2]));
        var baseline = tensors.Read("baseline", OutputsOf(labels));
        var sizes = tensors.Read("sizes", treeCount, 2);
        var nodes = tensors.Read("nodes", nodeCount, NodeNumbers);
        var leaves = tensors.Read("leaves", nodeCount + treeCount);
        var words = tensors.Read("categories", wordCount);
        var trees = new BoostedTree[treeCount];
        var (nodeAt, wordAt) = (0, 0);
        for (var t = 0; t < treeCount; t++)
        {
            var (ownNodes, ownWords) = (Whole(sizes[2 * t]), Whole(sizes[(2 * t) + 1]));
            if (ownNodes > nodeCount - nodeAt || ownWords > wordCount - wordAt)
                throw Damaged($"tree {t} of {ownNodes} questions and {ownWords} sets");
            trees[t] = new BoostedTree(
                [.. Enumerable.Range(nodeAt, ownNodes).Select(i => NodeOf(nodes.AsSpan(i * NodeNumbers, NodeNumbers)))],
                leaves[(nodeAt + t)..(nodeAt + t + ownNodes + 1)],
                Array.ConvertAll(words[wordAt..(wordAt + ownWords)], word => word is >= 0 and <= uint.MaxValue ? (uint)word : throw Damaged($"a set {word}")),
                schema);
            nodeAt += ownNodes;
            wordAt += ownWords;
        }

        return nodeAt == nodeCount && wordAt == wordCount
            ? new GradientBoostedTreesModel<TLabel>(labels, schema, baseline, trees)
            : throw Damaged($"{nodeCount} questions of which {nodeAt} belong to a tree");
    }

    static int OutputsOf(IReadOnlyList<TLabel> labels) => labels.Count == 2 ? 1 : labels.Count;

    static TreeNode NodeOf(ReadOnlySpan<double> numbers) => new(
        Index(numbers[0]), numbers[1], Index(numbers[2]), numbers[3] != 0, Index(numbers[4]), Index(numbers[5]), numbers[6]);

    static int Index(double number) =>
        number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : throw Damaged($"{number} where an index is expected");

    static int Whole(double number) => Index(number) is >= 0 and var index ? index : throw Damaged($"{number} where a count is expected");

    static TwofoldException Damaged(string what) => new($"The model's trees have {what}: the file is damaged. Train it again.");

    void ForEachPart(Table examples, PartAction work)
    {
        var conform = examples.Conform(Schema);
        Chunks.Run(conform.Count, (long)trees.Length * CostOfTree, (first, count) =>
        {
            var scratch = conform.Scratch(PartRows);
            var scores = new double[Math.Min(PartRows, count) * baseline.Length];
            for (var start = first; start < first + count; start += PartRows)
            {
                var rows = Math.Min(PartRows, first + count - start);
                var part = scores.AsSpan(0, rows * baseline.Length);
                for (var i = 0; i < part.Length; i++)
                    part[i] = baseline[i % baseline.Length];
                var cells = conform.Rows(start, rows, scratch);
                for (var t = 0; t < trees.Length; t++)
                    trees[t].AddTo(part[(t % baseline.Length)..], baseline.Length, cells, conform.Columns);
                work(start, part);
            }
        });
    }

    void RequireCells(ReadOnlySpan<double> row)
    {
        FitArguments.RequireColumns(row, Schema.Count);
        for (var j = 0; j < row.Length && !Schema.IsNumbers; j++)
            if (Schema[j].Kind == ColumnKind.Category && !double.IsNaN(row[j]))
                _ = FitArguments.CategoryIndex(row[j], Schema, j);
    }

    double Score(ReadOnlySpan<double> row, int output)
    {
        var score = baseline[output];
        for (var t = output; t < trees.Length; t += baseline.Length)
            score += trees[t].Evaluate(row);
        return score;
    }

    static int IndexOfBest(ReadOnlySpan<double> scores) => scores.Length == 1 ? scores[0] > 0 ? 1 : 0 : LogSpace.IndexOfMax(scores);

    // May be written over the scores themselves.
    static void ToProbabilities(ReadOnlySpan<double> scores, Span<double> probabilities)
    {
        if (scores.Length > 1)
        {
            LogSpace.Softmax(scores, probabilities);
            return;
        }

        var score = scores[0];
        probabilities[0] = 1 / (1 + Math.Exp(score));
        probabilities[1] = 1 / (1 + Math.Exp(-score));
    }

    delegate void PartAction(int first, Span<double> scores);
}
