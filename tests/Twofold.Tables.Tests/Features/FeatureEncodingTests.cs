namespace Twofold.Tables.Tests;

public sealed class FeatureEncodingTests
{
    public static TheoryData<string> WordCases => [.. WordOracle.Answers.Cases.Select(oracle => oracle.Name)];

    static Table Mixed => new TableBuilder()
        .Numbers("age", [20, double.NaN, 40, 60])
        .Categories("country", ["DE", "FR", null, "DE"])
        .Texts("comment", ["good good", "bad", null, "not good"])
        .ToTable();

    [Theory]
    [MemberData(nameof(WordCases))]
    public void Counts_of_words_are_those_of_scikit_learn(string name)
    {
        var oracle = WordOracle.Answers.Cases.Single(oracle => oracle.Name == name);
        var table = new TableBuilder().Texts("text", WordOracle.Answers.Texts).ToTable();
        var encoding = FeatureEncoding.Fit(table, new FeatureEncodingOptions { Words = oracle.Options });
        if (oracle.Words is not null)
            Assert.Equal(oracle.Words.Select(word => $"text: {word}"), encoding.FeatureNames);
        AssertRows(oracle.Counts, encoding.ApplyDense(table));
    }

    [Fact]
    public void Hashes_are_those_of_scikit_learn_on_every_machine() =>
        Assert.All(WordOracle.Answers.Hashes, hash => Assert.Equal(hash.Value, MurmurHash3.Of(hash.Key)));

    [Fact]
    public void Means_indicators_spreads_and_one_hot_columns_are_those_of_scikit_learn()
    {
        var oracle = WordOracle.Answers;
        Table numbers = Table.FromRows([.. oracle.Numbers.Select(row => row.Select(value => value ?? double.NaN).ToArray())]);
        var indicated = FeatureEncoding.Fit(numbers, new FeatureEncodingOptions { MissingIndicators = true });
        Assert.Equal(["0", "0 is missing", "1", "1 is missing", "2"], indicated.FeatureNames);

        // scikit-learn has the indicators after all numbers.
        AssertRows(oracle.ImputedWithIndicators, indicated.ApplyDense(numbers).Select([0, 2, 4, 1, 3]));
        AssertRows(oracle.Standardized, FeatureEncoding.Fit(numbers, new FeatureEncodingOptions { Standardize = true }).ApplyDense(numbers));
        var colors = new TableBuilder().Categories("color", oracle.Colors).ToTable();
        AssertRows(oracle.OneHot, FeatureEncoding.Fit(colors).ApplyDense(colors));
    }

    [Fact]
    public void Features_stand_in_the_order_of_the_columns_and_words_after_all_others()
    {
        var encoding = FeatureEncoding.Fit(Mixed, new FeatureEncodingOptions { MissingIndicators = true });
        Assert.Equal(
            [
                "age", "age is missing", "country=DE", "country=FR", "country is missing", "comment is missing",
                "comment: bad", "comment: good", "comment: not",
            ],
            encoding.FeatureNames);
        AssertRows(
            [[20, 0, 1, 0, 0, 0, 0, 2, 0], [40, 1, 0, 1, 0, 0, 1, 0, 0], [40, 0, 0, 0, 1, 1, 0, 0, 0], [60, 0, 1, 0, 0, 0, 0, 1, 1]],
            encoding.ApplyDense(Mixed));
        var encoded = encoding.Apply(Mixed);
        Assert.Equal((6, 3), (encoded.Dense.Columns, encoded.Sparse!.Columns));
        Assert.Equal([1, 2], encoded.Sparse.Indices(3));
    }

    [Fact]
    public void Words_and_missing_cells_that_the_fit_did_not_meet_are_left_out_and_filled_in()
    {
        var encoding = FeatureEncoding.Fit(Mixed);
        var other = new TableBuilder().Texts("comment", ["unknown BAD words"]).Categories("country", [null]).Numbers("age", [double.NaN]).ToTable();
        AssertRows([[40, 0, 0, 1, 0, 0]], encoding.ApplyDense(other));
    }

    [Fact]
    public void A_table_of_finite_numbers_is_not_copied()
    {
        Table numbers = [[1, 2], [3, 4]];
        var encoding = FeatureEncoding.Fit(numbers);
        Assert.True(encoding.IsIdentity);
        Assert.Same(numbers, encoding.ApplyDense(numbers));
        AssertRows([[2, 5]], encoding.ApplyDense([[double.NaN, 5]]));
        var single = Table.FromFlat([1f, 2f], 2);
        Assert.Same(single, encoding.ApplyDense(single));
        Assert.Equal(0, encoding.ApplyDense([]).Count);
    }

    [Fact]
    public void A_mean_far_from_zero_keeps_its_digits()
    {
        var random = new SeededRandom(1);
        double[] values = [.. Enumerable.Range(0, 100_000).Select(_ => 1e9 + random.NextGaussian())];
        values[5] = double.NaN;
        var known = values.Where(double.IsFinite).Select(value => value - 1e9).ToArray();
        var mean = known.Average();
        var deviation = Math.Sqrt(known.Average(value => Math.Pow(value - mean, 2)));
        var table = Table.FromFlat(values, 1);
        Table query = [[double.NaN], [1e9 + 3]];
        Assert.Equal(mean, FeatureEncoding.Fit(table).ApplyDense(query)[0, 0] - 1e9, 1e-6);
        var standardized = FeatureEncoding.Fit(table, new FeatureEncodingOptions { Standardize = true }).ApplyDense(query);
        Assert.Equal(0, standardized[0, 0]);
        Assert.Equal((3 - mean) / deviation, standardized[1, 0], 1e-6);
    }

    [Fact]
    public void A_row_counts_as_much_as_it_weighs()
    {
        var table = new TableBuilder().Numbers("n", [1, 5, double.NaN, 9]).Texts("t", ["a b", "b", "c", "d"]).ToTable();
        int[] repeated = [0, 0, 1, 2];
        var options = new FeatureEncodingOptions
        {
            Standardize = true,
            Words = new WordOptions { MinimumDocuments = 2, InverseDocumentFrequency = true },
        };
        var weighted = FeatureEncoding.Fit(table, options, [2, 1, 1, 0], CancellationToken.None).Encoding;
        var plain = FeatureEncoding.Fit(table.Subset(repeated), options);
        Assert.Equal(["n", "t: a", "t: b"], weighted.FeatureNames);
        AssertRows(Rows(plain.ApplyDense(table)), weighted.ApplyDense(table));

        // Rows of no weight leave no indicator, and the words of fractions of a row are learned.
        var light = FeatureEncoding.Fit(table, new FeatureEncodingOptions { MissingIndicators = true }, [0.25, 0.25, 0, 0.5], CancellationToken.None).Encoding;
        Assert.Equal(["n", "t: a", "t: b", "t: d"], light.FeatureNames);
    }

    [Fact]
    public void Of_too_many_words_the_most_frequent_are_learned()
    {
        var table = new TableBuilder().Texts("t", ["z z z b", "c b a"]).ToTable();
        var encoding = FeatureEncoding.Fit(table, new FeatureEncodingOptions { Words = new WordOptions { MaximumWords = 3 } });
        Assert.Equal(["t: a", "t: b", "t: z"], encoding.FeatureNames);
    }

    [Fact]
    public void Columns_without_a_known_cell_without_words_or_with_one_category_do_no_harm()
    {
        var table = new TableBuilder()
            .Numbers("nothing", [double.NaN, double.NaN])
            .Categories("never", [null, null])
            .Categories("always", ["x", "x"])
            .Texts("silence", [null, "..."])
            .ToTable();
        var encoding = FeatureEncoding.Fit(table, new FeatureEncodingOptions { Standardize = true });
        Assert.Equal(["nothing", "always=x"], encoding.FeatureNames);
        AssertRows([[0, 1], [0, 1]], encoding.ApplyDense(table));
    }

    [Fact]
    public void Texts_without_any_word_are_refused_where_there_is_nothing_else()
    {
        var exception = Assert.Throws<TwofoldException>(() => FeatureEncoding.Fit(new TableBuilder().Texts("t", ["...", null]).ToTable()));
        Assert.StartsWith("No cell of column 't' holds a category or a word", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_category_of_very_many_is_held_sparse()
    {
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"id{i:000}")];
        var table = new TableBuilder().Categories("id", [.. names, null]).ToTable();
        var encoded = FeatureEncoding.Fit(table).Apply(table);
        Assert.Equal((301, 0, 300), (encoded.Dense.Count, encoded.Dense.Columns, encoded.Sparse!.Columns));
        for (var i = 0; i < 300; i++)
            Assert.Equal([i], encoded.Sparse.Indices(i));
        Assert.Equal(0, encoded.Sparse.Indices(300).Length);
    }

    [Fact]
    public void A_million_columns_need_no_million_objects()
    {
        var table = Table.FromFlat(new double[3_000_000], 1_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var encoding = FeatureEncoding.Fit(table);
        Assert.Same(table, encoding.ApplyDense(table));
        Assert.Equal(1_000_000, encoding.Features);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Fact]
    public void Infinity_is_refused_with_row_column_and_value()
    {
        var table = new TableBuilder().Numbers("age", [1, double.PositiveInfinity]).Categories("c", ["a", "b"]).ToTable();
        var exception = Assert.Throws<TwofoldException>(() => FeatureEncoding.Fit(table));
        Assert.StartsWith("Row 1, column 'age' is Infinity", exception.Message, StringComparison.Ordinal);
        foreach (var standardize in new[] { false, true })
        {
            var encoding = FeatureEncoding.Fit([[1, 2], [3, 4]], new FeatureEncodingOptions { Standardize = standardize });
            var applied = Assert.Throws<TwofoldException>(() => encoding.ApplyDense([[0, 1], [double.NegativeInfinity, 1]]));
            Assert.StartsWith("Row 1, column 0 is -Infinity", applied.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Numbers_too_large_to_be_squared_are_refused_by_name()
    {
        var exception = Assert.Throws<TwofoldException>(() => FeatureEncoding.Fit([[1, 1e200], [2, -1e200]]));
        Assert.StartsWith("Column 1 has numbers too large", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_no_weight_may_hold_holes_and_leave_no_trace()
    {
        Table table = [[1, 2], [double.NaN, 3], [3, 4]];
        var (encoding, encoded) = FeatureEncoding.Fit(table, new FeatureEncodingOptions { MissingIndicators = true }, [1, 0, 1], CancellationToken.None);
        Assert.Equal(2, encoding.Features);
        AssertRows([[1, 2], [2, 3], [3, 4]], encoded.Dense);
    }

    [Fact]
    public void An_unknown_category_or_column_and_an_empty_table_are_refused()
    {
        var encoding = FeatureEncoding.Fit(Mixed);
        var other = new TableBuilder().Numbers("age", [1]).Categories("country", ["US"]).Texts("comment", ["x"]).ToTable();
        Assert.Contains("'US'", Assert.Throws<TwofoldException>(() => encoding.ApplyDense(other)).Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => encoding.ApplyDense(new TableBuilder().Numbers("age", [1]).ToTable()));
        Assert.Throws<TwofoldException>(() => FeatureEncoding.Fit([]));
    }

    [Fact]
    public void One_row_has_the_features_that_it_has_in_a_table()
    {
        var table = Mixed.Select([0, 1]);
        var encoding = FeatureEncoding.Fit(table, new FeatureEncodingOptions { Standardize = true, MissingIndicators = true });
        var expected = encoding.ApplyDense(table);
        var features = new double[encoding.Features];
        for (var i = 0; i < table.Count; i++)
        {
            encoding.ApplyRow(table.Row(i), features);
            Assert.Equal(expected.Row(i), features);
        }

        Assert.Throws<TwofoldException>(() => encoding.ApplyRow([1], features));
        Assert.Throws<TwofoldException>(() => encoding.ApplyRow([double.PositiveInfinity, 0], features));
        Assert.Throws<TwofoldException>(() => encoding.ApplyRow([1, 2], features));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(6)]
    public void A_restored_encoding_does_the_same(int? hashBits)
    {
        var options = new FeatureEncodingOptions
        {
            Standardize = true,
            MissingIndicators = true,
            Words = new WordOptions { Pairs = true, InverseDocumentFrequency = true, UnitLength = true, HashBits = hashBits, SignedHashes = true },
        };
        var encoding = FeatureEncoding.Fit(Mixed, options);
        var tensors = new SafeTensors();
        encoding.AddTo(tensors);
        var restored = FeatureEncoding.From(SafeTensors.FromBytes(tensors.ToBytes()), Mixed.Schema);
        Assert.Equal(encoding.FeatureNames, restored.FeatureNames);
        AssertRows(Rows(encoding.ApplyDense(Mixed)), restored.ApplyDense(Mixed));
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        var tensors = new SafeTensors();
        FeatureEncoding.Fit(Mixed).AddTo(tensors);
        Assert.Throws<TwofoldException>(() => FeatureEncoding.From(tensors, Schema.OfNumbers(2)));
        Assert.Throws<TwofoldException>(() => FeatureEncoding.From(new SafeTensors(), Mixed.Schema));
        foreach (var words in new[] { "b\na", "a\na", "a\n" })
        {
            var damaged = new SafeTensors();
            damaged.Add("encoding.means", new double[1], 1);
            damaged.Add("encoding.indicators", new double[1], 1);
            damaged.Add("encoding.words.0.options", new double[4], 4);
            damaged.AddBytes("encoding.words.0.words", System.Text.Encoding.UTF8.GetBytes(words));
            var schema = new Schema([new Column("t", ColumnKind.Text, [])]);
            Assert.Contains("damaged", Assert.Throws<TwofoldException>(() => FeatureEncoding.From(damaged, schema)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_answer_does_not_depend_on_how_many_texts_are_encoded_at_once()
    {
        var random = new SeededRandom(2);
        string[] texts = [.. Enumerable.Range(0, 3000).Select(_ => string.Join(' ', Enumerable.Range(0, 8).Select(_ => $"w{random.NextInt(50)}")))];
        var table = new TableBuilder().Texts("t", texts).ToTable();
        var encoding = FeatureEncoding.Fit(table, new FeatureEncodingOptions { Words = new WordOptions { InverseDocumentFrequency = true } });
        var all = encoding.Apply(table).Sparse!;
        Assert.Equal(50, encoding.Features);
        foreach (var i in new[] { 0, 1, 1499, 2999 })
        {
            var one = encoding.Apply(table.Subset([i])).Sparse!;
            Assert.Equal(one.Indices(0), all.Indices(i));
            Assert.Equal(one.Values(0), all.Values(i));
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.StartsWith("MinimumDocuments is 0", Assert.Throws<TwofoldException>(() => new WordOptions { MinimumDocuments = 0 }).Message, StringComparison.Ordinal);
        Assert.StartsWith("MaximumWords is 0", Assert.Throws<TwofoldException>(() => new WordOptions { MaximumWords = 0 }).Message, StringComparison.Ordinal);
        Assert.StartsWith("HashBits is 29", Assert.Throws<TwofoldException>(() => new WordOptions { HashBits = 29 }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_can_be_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(() => FeatureEncoding.Fit(Mixed, cancellation: new CancellationToken(canceled: true)));

    static double[][] Rows(Table table) => [.. Enumerable.Range(0, table.Count).Select(i => table.Row(i).ToArray())];

    static void AssertRows(double[][] expected, Table actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual.Row(i).ToArray(), (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
    }
}
