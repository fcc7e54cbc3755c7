using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>What every fit on a table asks of its arguments, and every model of the tables that it is asked about.</summary>
static class FitArguments
{
    /// <summary>Encodes the labels after a check that they match the examples and that there are two of them.</summary>
    /// <exception cref="TwofoldException">One of these does not hold.</exception>
    public static LabelEncoding<TLabel> Encode<TLabel>(Table examples, IReadOnlyList<TLabel> labels)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(examples);
        var encoding = LabelEncoding.Of(labels, examples.Count);
        return encoding.Labels.Count >= 2
            ? encoding
            : throw new TwofoldException($"All {examples.Count} examples have the label '{encoding.Labels[0]}': give examples of at least two labels.");
    }

    /// <summary>The weights as an array, checked; null where all examples count 1.</summary>
    /// <exception cref="TwofoldException">Not one finite weight of at least 0 for each example, or those of a label are all 0.</exception>
    public static double[]? Weights<TLabel>(IReadOnlyList<double>? weights, LabelEncoding<TLabel> encoding)
        where TLabel : notnull
    {
        if (weights is null)
            return null;
        if (weights.Count != encoding.Codes.Length)
            throw new TwofoldException($"{encoding.Codes.Length} examples but {weights.Count} weights: each example needs one weight.");
        var (checkedWeights, sums) = (weights.ToArray(), new double[encoding.Counts.Length]);
        for (var i = 0; i < checkedWeights.Length; i++)
        {
            if (!(checkedWeights[i] >= 0 && double.IsFinite(checkedWeights[i])))
                throw new TwofoldException($"The weight of example {i} is {checkedWeights[i]}: give a finite number of at least 0.");
            sums[encoding.Codes[i]] += checkedWeights[i];
        }

        var without = Array.IndexOf(sums, 0);
        if (without >= 0)
            throw new TwofoldException($"All examples of the label '{encoding.Labels[without]}' have the weight 0: give one of them more, or leave the label out.");
        return checkedWeights;
    }

    /// <summary>The sum of the weights of each label's examples, <c>[labels]</c>: their number where all count 1.</summary>
    public static double[] LabelWeights<TLabel>(double[]? weights, LabelEncoding<TLabel> encoding)
        where TLabel : notnull
    {
        if (weights is null)
            return Array.ConvertAll(encoding.Counts, static count => (double)count);
        var sums = new double[encoding.Counts.Length];
        for (var i = 0; i < weights.Length; i++)
            sums[encoding.Codes[i]] += weights[i];
        return sums;
    }

    /// <summary>Checks that there is memory for so many covariances of so many columns.</summary>
    /// <exception cref="TwofoldException">There is not; the message says how much they take.</exception>
    public static void RequireRoomForCovariances(int columns, int covariances)
    {
        var bytes = (double)sizeof(double) * columns * columns * covariances;
        if ((long)columns * columns > Array.MaxLength || bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            throw new TwofoldException(
                $"{covariances} {(covariances == 1 ? "covariance" : "covariances")} of {columns} columns would take {bytes / 1e9:0.#} GB, more than there is: "
                + "leave columns out, or use a model of independent columns, such as GaussianNaiveBayes.");
    }

    /// <summary>Checks that all columns are of numbers.</summary>
    /// <exception cref="TwofoldException">One is not; the message names it.</exception>
    public static void RequireNumbers(Table examples, string model)
    {
        if (examples.Schema.IsNumbers)
            return;
        var (index, column) = examples.Schema.Index().First(column => column.Item.Kind != ColumnKind.Number);
        throw new TwofoldException(
            $"{Subject(examples.Schema, index)} is of {Kind(column)}, and {model} takes numbers only: use MixedNaiveBayes, or leave the column out.");
    }

    /// <summary>Checks that no column is of texts.</summary>
    /// <exception cref="TwofoldException">One is; the message names it.</exception>
    public static void RequireNoTexts(Table examples, string model, string takes)
    {
        if (examples.Schema.IsNumbers || examples.Schema.All(column => column.Kind != ColumnKind.Text))
            return;
        var (index, _) = examples.Schema.Index().First(column => column.Item.Kind == ColumnKind.Text);
        throw new TwofoldException(
            $"{Subject(examples.Schema, index)} is of text, and {model} takes {takes} only: use LogisticRegression or MixedNaiveBayes, or leave the column out.");
    }

    /// <summary>Checks that every number is finite.</summary>
    /// <exception cref="TwofoldException">One is not; the message names row, column and value.</exception>
    public static void RequireFinite(Table examples)
    {
        if (!TensorPrimitives.IsFiniteAll(examples.Values))
            throw NotFinite(examples);
    }

    /// <summary>Checks that no cell is infinite; a missing one (NaN) may be.</summary>
    /// <exception cref="TwofoldException">One is; the message names row, column and value.</exception>
    public static void RequireNoInfinity(Table examples)
    {
        var values = examples.Values;
        for (var index = 0; index < values.Length; index++)
            if (double.IsInfinity(values[index]))
                throw new TwofoldException(
                    $"Row {index / examples.Columns}, {examples.Schema.Describe(index % examples.Columns)} is {values[index]}: "
                    + "a finite number is expected, or NaN for a missing one.");
    }

    /// <summary>Checks that a row alone has as many columns as a model was fitted on.</summary>
    /// <exception cref="TwofoldException">It has not.</exception>
    public static void RequireColumns(ReadOnlySpan<double> row, int columns)
    {
        if (row.Length != columns)
            throw new TwofoldException($"The row has {row.Length} columns but the model was fitted on {columns}: give the same columns in the same order.");
    }

    /// <summary>The category that a cell of a row alone is.</summary>
    /// <exception cref="TwofoldException">It is none of the column's categories.</exception>
    public static int CategoryIndex(double cell, Schema schema, int column) =>
        cell >= 0 && cell < schema[column].Values.Count && cell == Math.Floor(cell)
            ? (int)cell
            : throw new TwofoldException(
                $"The row's {schema.Describe(column)} is {cell}: an index from 0 to {schema[column].Values.Count - 1} of the column's categories is expected, or NaN for a missing cell.");

    /// <summary>Checks that there is one place for the probability of each label.</summary>
    /// <exception cref="TwofoldException">There is not.</exception>
    public static void RequirePlaces(ReadOnlySpan<double> probabilities, int labels)
    {
        if (probabilities.Length != labels)
            throw new TwofoldException($"{probabilities.Length} places for the probabilities of {labels} labels: give one for each.");
    }

    /// <summary>Checks that two models are of the same columns.</summary>
    /// <exception cref="TwofoldException">They are not.</exception>
    public static void RequireSameColumns(Schema first, Schema second)
    {
        if (first.Matches(second))
            return;
        const string advice = "merge models of the same columns in the same order.";
        if (first.Count != second.Count)
            throw new TwofoldException($"The models were fitted on other columns, {first.Count} and {second.Count}: {advice}");
        var areNamed = first.IsNamed && second.IsNamed;
        var (j, column) = first.Index().First(column => !column.Item.Matches(second[column.Index]) || (areNamed && column.Item.Name != second[column.Index].Name));
        throw new TwofoldException(column.Name == second[j].Name && column.Kind == second[j].Kind
            ? $"The models know other categories in {first.Describe(j)}: {advice}"
            : $"The models were fitted on other columns, number {j + 1} of which is '{column.Name}' of {Kind(column)} "
            + $"and '{second[j].Name}' of {Kind(second[j])}: {advice}");
    }

    /// <summary>Checks that a prior, where one was given, is for so many labels.</summary>
    /// <exception cref="TwofoldException">It is for fewer: others have been learned since.</exception>
    public static void RequirePriorOf(IReadOnlyList<double>? prior, int labels)
    {
        if (prior is not null && prior.Count != labels)
            throw new TwofoldException(
                $"The model's prior was given for {prior.Count} labels and there are now {labels}: fit without a given prior, and set it afterwards with WithPrior.");
    }

    /// <summary>What is said of a column of finite numbers whose squares are not.</summary>
    public static TwofoldException TooLarge(Schema schema, int column) =>
        new($"{Subject(schema, column)} has numbers too large to be squared: divide it by a constant before the fit.");

    /// <summary>What is said of a model that is to learn more and does not know how much it has learned.</summary>
    public static TwofoldException NoLabelWeights() => new(
        "The model does not know the weight of the examples that it has learned from, because some had missing cells or it was restored without it: "
        + "fit all examples at once.");

    /// <summary>What is said of a table that must be complete and is not: of a missing cell, an infinite one, or one too large.</summary>
    public static TwofoldException NotComplete(Table examples, string what)
    {
        RequireNoInfinity(examples);
        for (var i = 0; i < examples.Count; i++)
            for (var j = 0; j < examples.Columns; j++)
                if (double.IsNaN(examples[i, j]))
                    return new TwofoldException(
                        $"Row {i}, {examples.Schema.Describe(j)} is missing, and {what} needs complete rows: fill them in with Impute, or fit all examples at once.");
        return new TwofoldException("The table has numbers too large to be squared: divide its columns by a constant before the fit.");
    }

    /// <summary>Checks what is added to counts.</summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public static double RequireAlpha(double alpha) =>
        Setting.Positive(alpha, ", so that what was never seen is not impossible; 1e-10 is next to nothing", "Alpha");

    /// <summary>Checks that no known cell is negative.</summary>
    /// <exception cref="TwofoldException">One is; the message names row, column and value.</exception>
    public static void RequireNonNegative(Table examples)
    {
        var values = examples.Values;
        for (var index = 0; index < values.Length; index++)
            if (values[index] < 0)
                throw new TwofoldException(
                    $"Row {index / examples.Columns}, {examples.Schema.Describe(index % examples.Columns)} is {values[index]}: this model takes counts, which are at least 0.");
    }

    /// <summary>Checks that two models that are to be merged have the same hyperparameter.</summary>
    /// <exception cref="TwofoldException">They have not.</exception>
    public static void RequireSame(string name, double value, double other)
    {
        if (value != other)
            throw new TwofoldException($"The models were fitted with {name} {value} and {other}: merge models of the same recipe.");
    }

    /// <summary>Checks log-likelihoods: log 0 is an answer, where a label never has such a row; NaN and +∞ come from numbers that are infinite or too large.</summary>
    /// <exception cref="TwofoldException">There is one of them; the message names the row.</exception>
    public static void RequireLikelihood(double[,] likelihood, Table examples)
    {
        if (likelihood.Length == 0 || TensorPrimitives.IsFiniteAll<double>(likelihood.AsFlatSpan()))
            return;
        RequireNoInfinity(examples);
        for (var row = 0; row < examples.Count; row++)
            foreach (var answer in likelihood.Row(row))
                if (!(answer < double.PositiveInfinity))
                {
                    var largest = Math.Abs(TensorPrimitives.MaxMagnitudeNumber(examples.Row(row)));
                    throw new TwofoldException(
                        $"Row {row} has numbers too large to calculate with (up to {largest}): give numbers of the size that the model was fitted on.");
                }
    }

    // How a sentence about a column begins.
    static string Subject(Schema schema, int column)
    {
        var name = schema.Describe(column);
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}";
    }

    /// <summary>What a sentence says that a column is of.</summary>
    public static string Kind(Column column) => column.Kind switch
    {
        ColumnKind.Number => "numbers",
        ColumnKind.Category => "categories",
        _ => "text",
    };

    static TwofoldException NotFinite(Table examples)
    {
        // Once: of a float32 table they are widened.
        var values = examples.Values;
        var index = 0;
        while (double.IsFinite(values[index]))
            index++;
        return new TwofoldException(
            $"Row {index / examples.Columns}, {examples.Schema.Describe(index % examples.Columns)} is {values[index]}: "
            + "this model needs finite numbers. Fill in or leave out what is missing.");
    }
}
