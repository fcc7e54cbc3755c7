namespace Twofold.Tables;

/// <summary>
/// One tree of a <see cref="GradientBoostedTreesModel{TLabel}"/>: questions about one column each, and at the ends numbers that are added to
/// a label's logit. Flat arrays, the questions in an order in which each comes before those that follow from it. Immutable.
/// </summary>
public sealed class BoostedTree
{
    readonly TreeNode[] nodes;
    readonly double[] leaves;
    readonly uint[] categories;

    /// <summary>Restores a tree from its parts, which must not be changed afterwards.</summary>
    /// <param name="nodes">The questions; the first is asked first. None: the tree is its only leaf.</param>
    /// <param name="leaves">The numbers at the ends, one more than there are questions.</param>
    /// <param name="categories">Sets of categories, 32 to a number, those of a column together.</param>
    /// <param name="schema">The columns that the questions are about.</param>
    /// <exception cref="TwofoldException">The parts do not make one tree of these columns, or a number is not finite.</exception>
    public BoostedTree(TreeNode[] nodes, double[] leaves, uint[] categories, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(leaves);
        ArgumentNullException.ThrowIfNull(categories);
        ArgumentNullException.ThrowIfNull(schema);
        (this.nodes, this.leaves, this.categories) = (nodes, leaves, categories);
        Validate(schema);
    }

    /// <summary>The questions; the first is asked first.</summary>
    public ReadOnlySpan<TreeNode> Nodes => nodes;

    /// <summary>The numbers at the ends.</summary>
    public ReadOnlySpan<double> Leaves => leaves;

    /// <summary>Sets of categories, 32 to a number, those of a column together; a node says where its own begins.</summary>
    public ReadOnlySpan<uint> Categories => categories;

    /// <summary>The number for a row.</summary>
    public double Evaluate(ReadOnlySpan<double> row)
    {
        var at = nodes.Length > 0 ? 0 : ~0;
        while (at >= 0)
        {
            ref readonly var node = ref nodes[at];
            var cell = row[node.Column];
            var left = node.IsCategorical ? IsInSet(node, cell) : node.MissingLeft ? !(cell > node.Threshold) : cell <= node.Threshold;
            at = left ? node.Left : node.Right;
        }

        return leaves[~at];
    }

    /// <summary>Adds the tree's numbers for rows to every <paramref name="stride"/>th of <paramref name="sums"/>.</summary>
    internal void AddTo(Span<double> sums, int stride, ReadOnlySpan<double> rows, int columns)
    {
        for (int i = 0, at = 0; at < sums.Length; i++, at += stride)
            sums[at] += Evaluate(rows.Slice(i * columns, columns));
    }

    /// <summary>How many numbers hold a set of so many categories.</summary>
    internal static int WordsOf(int categories) => (categories + 31) / 32;

    bool IsInSet(in TreeNode node, double cell)
    {
        if (double.IsNaN(cell))
            return node.MissingLeft;
        var category = (uint)cell;
        return ((categories[node.CategorySet + (int)(category >> 5)] >> (int)(category & 31)) & 1) != 0;
    }

    // Each question and each leaf but the first follows from exactly one question before it: so there are no cycles and nothing is left over.
    void Validate(Schema schema)
    {
        if (leaves.Length != nodes.Length + 1)
            throw Damaged($"{nodes.Length} questions and {leaves.Length} leaves");
        ModelParameters.RequireFinite(leaves, "leaves");
        var (askedFrom, reachedFrom) = (new bool[nodes.Length], new bool[leaves.Length]);
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            if (node.Column < 0 || node.Column >= schema.Count)
                throw Damaged($"a question about column {node.Column} of {schema.Count}");
            if (!double.IsFinite(node.Threshold) || !double.IsFinite(node.Gain))
                throw Damaged($"a threshold of {node.Threshold} and a gain of {node.Gain}");
            var values = schema[node.Column].Kind == ColumnKind.Category ? schema[node.Column].Values.Count : 0;
            if (node.IsCategorical != values > 0 || (values > 0 && node.CategorySet > categories.Length - WordsOf(values)))
                throw Damaged($"a set of categories at {node.CategorySet} of {categories.Length}");
            Reach(node.Left, i);
            Reach(node.Right, i);
        }

        void Reach(int child, int parent)
        {
            var reached = child >= 0 ? askedFrom : reachedFrom;
            var index = child >= 0 ? child : ~child;
            if (index >= reached.Length || reached[index] || (child >= 0 && child <= parent))
                throw Damaged($"a step from question {parent} to {(child >= 0 ? "question" : "leaf")} {index}");
            reached[index] = true;
        }
    }

    static TwofoldException Damaged(string what) => new($"A tree has {what}, which cannot be: the model's file is damaged. Train it again.");
}
