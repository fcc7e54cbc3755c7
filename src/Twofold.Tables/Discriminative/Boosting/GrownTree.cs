namespace Twofold.Tables;

/// <summary>A tree while it grows and until its numbers are added to the scores of the rows that it was grown on.</summary>
/// <param name="table">The table as bins.</param>
/// <param name="rows">The rows, those of a leaf together.</param>
sealed class GrownTree(BinnedTable table, int[] rows)
{
    readonly List<TreeNode> nodes = [];
    readonly List<int> columns = [];
    readonly List<byte[]> leftBins = [];
    readonly List<uint> categories = [];
    readonly List<(double Value, int Start, int Count)> leaves = [];

    /// <summary>For each bin of its column 1 where it goes left at a node, else 0.</summary>
    public byte[] LeftBins(int node) => leftBins[node];

    /// <summary>Adds a question in a leaf's place, and returns its number.</summary>
    public int AddNode(int parent, bool isLeft, Split split)
    {
        var bins = table.Bins[split.Column];
        var goesLeft = split.LeftBins(bins);
        var node = new TreeNode(
            table.Columns[split.Column],
            bins.IsCategory ? 0 : bins.UpperEdge(split.Bin),
            bins.IsCategory ? categories.Count : -1,
            split.MissingLeft,
            0,
            0,
            split.Gain);
        if (bins.IsCategory)
            categories.AddRange(bins.CategoriesOf(goesLeft));
        leftBins.Add(goesLeft);
        columns.Add(split.Column);
        nodes.Add(node);
        Connect(parent, isLeft, nodes.Count - 1);
        return nodes.Count - 1;
    }

    /// <summary>Adds a leaf that stays one, with its range of rows.</summary>
    public void AddLeaf(int parent, bool isLeft, double value, int start, int count)
    {
        Connect(parent, isLeft, ~leaves.Count);
        leaves.Add((value, start, count));
    }

    /// <summary>The tree, with thresholds instead of bins.</summary>
    public BoostedTree ToTree(Schema schema) => new([.. nodes], [.. leaves.Select(leaf => leaf.Value)], [.. categories], schema);

    /// <summary>Adds the tree's numbers to the scores of the rows that it was grown on.</summary>
    public void AddToOwn(double[] scores)
    {
        var most = leaves.Sum(leaf => leaf.Count);
        Chunks.Run(leaves.Count, most / leaves.Count, (first, count) =>
        {
            foreach (var (value, start, length) in leaves.Skip(first).Take(count))
                foreach (var row in rows.AsSpan(start, length))
                    scores[row] += value;
        });
    }

    /// <summary>Adds the tree's numbers to the scores of other rows.</summary>
    public void AddTo(double[] scores, int[] others) =>
        Chunks.Run(others.Length, 2 * nodes.Count, (first, count) =>
        {
            foreach (var row in others.AsSpan(first, count))
            {
                var at = nodes.Count > 0 ? 0 : ~0;
                while (at >= 0)
                    at = leftBins[at][table.Column(columns[at])[row]] != 0 ? nodes[at].Left : nodes[at].Right;

                scores[row] += leaves[~at].Value;
            }
        });

    void Connect(int parent, bool isLeft, int child)
    {
        if (parent >= 0)
            nodes[parent] = isLeft ? nodes[parent] with { Left = child } : nodes[parent] with { Right = child };
    }
}
