namespace Twofold.Tables;

/// <summary>Encoded rows in a model file, for a model that remembers its examples.</summary>
static class StoredRows
{
    /// <summary>Adds the rows under names that begin with <paramref name="name"/>.</summary>
    public static void AddTo(SafeTensors tensors, string name, EncodedTable rows)
    {
        // Numbers in a model file are finite; which are missing stands beside them.
        var values = rows.Dense.Values.ToArray();
        var isMissing = Array.ConvertAll(values, value => double.IsNaN(value) ? (byte)1 : (byte)0);
        for (var i = 0; i < values.Length; i++)
            values[i] = isMissing[i] == 1 ? 0 : values[i];
        if (rows.Dense.IsSinglePrecision)
            tensors.Add($"{name}.dense", Array.ConvertAll(values, value => (float)value), rows.Dense.Count, rows.Dense.Columns);
        else
            tensors.Add($"{name}.dense", values, rows.Dense.Count, rows.Dense.Columns);
        if (isMissing.Contains((byte)1))
            tensors.AddBytes($"{name}.missing", isMissing);
        if (rows.Sparse is not { } sparse)
            return;

        var (starts, indices, numbers) = (new double[sparse.Count + 1], new List<double>(), new List<double>());
        for (var i = 0; i < sparse.Count; i++)
        {
            foreach (var index in sparse.Indices(i))
                indices.Add(index);
            numbers.AddRange(sparse.Values(i));
            starts[i + 1] = indices.Count;
        }

        tensors.Add($"{name}.starts", starts, starts.Length);
        tensors.Add($"{name}.indices", indices.ToArray(), indices.Count);
        tensors.Add($"{name}.values", numbers.ToArray(), numbers.Count);
    }

    /// <summary>Restores so many rows with the features of an encoding.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range: the file is damaged.</exception>
    public static EncodedTable From(SafeTensors tensors, string name, int count, FeatureEncoding features)
    {
        var values = tensors.Read($"{name}.dense", count, features.DenseFeatures);
        if (tensors.Names.Contains($"{name}.missing"))
        {
            var isMissing = tensors.ReadBytes($"{name}.missing");
            if (isMissing.Length != values.Length)
                throw Damaged(name, "missing");
            for (var i = 0; i < values.Length; i++)
                values[i] = isMissing[i] == 0 ? values[i] : double.NaN;
        }

        var dense = features.DenseFeatures == 0 ? Table.WithoutColumns(count) : Table.FromFlat(values, features.DenseFeatures);
        return new EncodedTable(dense, features.HasSparse ? SparseFrom(tensors, name, count, features.SparseFeatures) : null);
    }

    static SparseRows SparseFrom(SafeTensors tensors, string name, int count, int columns)
    {
        var starts = Integers(tensors, $"{name}.starts", count + 1, Array.MaxLength);
        for (var i = 0; i < count; i++)
            if (starts[i] > starts[i + 1])
                throw Damaged(name, "starts");
        var indices = Integers(tensors, $"{name}.indices", starts[^1], columns - 1);
        return starts[0] == 0 ? new SparseRows(starts, indices, tensors.Read($"{name}.values", starts[^1]), columns) : throw Damaged(name, "starts");
    }

    static int[] Integers(SafeTensors tensors, string name, int count, int most) => Array.ConvertAll(
        tensors.Read(name, count), value => value >= 0 && value <= most && value == Math.Floor(value) ? (int)value : throw Damaged(name, "numbers"));

    static TwofoldException Damaged(string name, string what) => new($"The {what} of the model's '{name}' are out of range: the file is damaged.");
}
