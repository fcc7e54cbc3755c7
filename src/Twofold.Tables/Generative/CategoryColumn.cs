namespace Twofold.Tables;

/// <summary>A probability of each category, or of the numbers 0 and 1, for each label.</summary>
sealed class CategoryColumn : ColumnDensity
{
    readonly bool ofNumbers;
    readonly double[,] shares;
    readonly double[,] logs;

    public CategoryColumn(CategoryCounts counts, double alpha, bool ofNumbers)
    {
        this.ofNumbers = ofNumbers;
        var (labels, size) = (counts.LabelWeights.Length, counts.Sizes[0]);
        (shares, logs) = (new double[size, labels], new double[size, labels]);
        for (var k = 0; k < labels; k++)
            for (var c = 0; c < size; c++)
            {
                shares[c, k] = (counts.Counts[k, c] + alpha) / (counts.ObservedAt(k, 0) + (alpha * size));
                logs[c, k] = Math.Log(shares[c, k]);
            }
    }

    public override int Parameters => shares.GetLength(0) - 1;

    public override void AddLogs(double cell, Span<double> answers)
    {
        if (!(cell >= 0 && cell < shares.GetLength(0) && cell == Math.Floor(cell)))
        {
            if (ofNumbers)
                AddOutside(answers);
            else
                answers.Fill(double.NaN);
            return;
        }

        var addends = logs.Row((int)cell);
        for (var k = 0; k < answers.Length; k++)
            answers[k] += addends[k];
    }

    public override double Draw(int label, SeededRandom random)
    {
        var (left, c) = (random.NextDouble(), 0);
        for (; c < shares.GetLength(0) - 1 && left >= shares[c, label]; c++)
            left -= shares[c, label];
        return c;
    }

    public override double Expect(ReadOnlySpan<double> posterior)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (var c = 0; c < shares.GetLength(0); c++)
        {
            var probability = 0.0;
            for (var k = 0; k < posterior.Length; k++)
                probability += posterior[k] * shares[c, k];
            if (probability > most)
                (best, most) = (c, probability);
        }

        return best;
    }
}
