namespace Twofold.Tables;

/// <summary>Measures what only a generative model can do: make rows, and fill in cells.</summary>
sealed class CreationProbe(IReadOnlyList<string> names, int repeats, double correlation) : IProbe<Table>
{
    // More repeats, or rows, than these cost more than they tell.
    const int MostRepeats = 10;
    const int MostLearned = 4000, MostTold = 1500, MostCompared = 1000, MostImputed = 1000;

    const double ShareAside = 0.25, ShareImputed = 0.2;

    static readonly FeatureEncodingOptions Numbers = new() { Standardize = true };

    readonly RepeatedValues<(int Entrant, Measurement What)> values = new(repeats, correlation);
    readonly string?[] learners = new string?[repeats];
    int learned;

    enum Measurement
    {
        TrainedOnReal,
        TrainedOnMade,
        ToldApart,
        Copies,
        Likelihood,
        NumberError,
        NumberErrorOfMean,
        CategoryRight,
        CategoryRightOfMode,
    }

    public void Measure(FullSizeFit<Table> fit)
    {
        if (fit.Repeat >= MostRepeats)
            return;
        var random = SeededRandom.ForPart(fit.Seed, 3);
        var judge = fit.Present.Where(present => present.Entrant.Model is not IGenerator<Table, int>)
            .OrderByDescending(present => present.Entrant.Candidacy.Accuracy).ThenBy(present => present.Number).FirstOrDefault();
        var rows = Math.Min(fit.TrainCodes.Length, MostLearned);
        var (train, trainCodes) = (First(fit.Train, rows), fit.TrainCodes[..rows]);
        var steps = CellLikelihood.Steps(train);
        foreach (var (e, entrant) in fit.Present)
        {
            if (entrant.Model is not IGenerativeModel<Table, int> model)
                continue;
            fit.Cancellation.ThrowIfCancellationRequested();
            values.Set((e, Measurement.Likelihood), fit.Repeat, Likelihood(entrant, train, trainCodes, steps, fit));
            var (made, madeCodes) = Made(model, rows, train, random, fit.Cancellation);
            if (judge.Entrant is not null)
                LearnFrom(fit, e, judge.Number, judge.Entrant, (train, trainCodes), (made, madeCodes));
            values.Set((e, Measurement.ToldApart), fit.Repeat, ToldApart(fit, made, madeCodes));
            if (Copies(fit, train, made) is { } copies)
                values.Set((e, Measurement.Copies), fit.Repeat, copies);
            if (entrant.Model is GenerativeTableModel<int> filling)
                Impute(fit, e, filling, SeededRandom.ForPart(fit.Seed, 4));
        }
    }

    public ContenderResult AddTo(ContenderResult result, int number)
    {
        if (OfShare(number, Measurement.ToldApart) is not { } toldApart)
            return result;
        var (byNumber, byMean) = (Of(number, Measurement.NumberError), Of(number, Measurement.NumberErrorOfMean));
        var (byCategory, byMode) = (OfShare(number, Measurement.CategoryRight), OfShare(number, Measurement.CategoryRightOfMode));
        return result with
        {
            Creation = OfShare(number, Measurement.TrainedOnReal) is { } real && OfShare(number, Measurement.TrainedOnMade) is { } made
                ? new CreationResult(
                    learners.OfType<string>().GroupBy(name => name).MaxBy(group => group.Count())!.Key, // Someone learned.
                    learned,
                    real,
                    made,
                    values.OfDifference((number, Measurement.TrainedOnReal), (number, Measurement.TrainedOnMade))!.Value,
                    toldApart,
                    OfShare(number, Measurement.Copies))
                : null,
            Imputing = byNumber is null && byCategory is null ? null : new ImputingResult(byNumber, byMean, byCategory, byMode),
        };
    }

    public IEnumerable<Advice> Advise(ComparisonResult result)
    {
        // Chosen by the likelihood of rows that were held out within the training subset, not by what is told here.
        var chosen = Enumerable.Range(0, repeats)
            .Select(r => Enumerable.Range(0, names.Count).Where(e => double.IsFinite(values[(e, Measurement.Likelihood), r])).OrderByDescending(e => values[(e, Measurement.Likelihood), r]).Select(e => (int?)e).FirstOrDefault())
            .OfType<int>().GroupBy(e => e).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).Select(group => (int?)group.Key).FirstOrDefault();
        if (chosen is not { } best)
            yield break;
        var name = names[best];
        if (result.Find(name)!.Creation is { } creation) // It is one of them.
            yield return new Advice(
                $"New {result.Noun}s of a label",
                name,
                $"Use {name}, which finds held-out {result.Noun}s the likeliest. {Wording.Capital(creation.Learner)} trained on nothing but its {result.Noun}s names the label of {Wording.Percent(creation.TrainedOnMade)} of real ones, trained on as many real ones of {Wording.Percent(creation.TrainedOnReal)}: "
                + $"{Wording.Points(creation.Lost)} lost{(creation.Lost.IsClear ? "" : ", within noise")}. Made and real ones can be told apart in {Wording.Percent(creation.ToldApart)} of cases (50 % is not at all)"
                + (creation.Copies is { } copies ? $"; {Wording.Percent(copies)} look like copies: as much nearer to one that was learned from than to the others as about 1 in 100 real ones is." : "."),
                creation.Lost,
                IsWithinNoise: false);
        if (result.Find(name)!.Imputing is { } imputing)
            yield return OfImputing(name, best, imputing);
    }

    Advice OfImputing(string name, int number, ImputingResult imputing)
    {
        var parts = new List<string>();
        var (numbers, categories) = (
            values.OfDifference((number, Measurement.NumberErrorOfMean), (number, Measurement.NumberError)), values.OfDifference((number, Measurement.CategoryRight), (number, Measurement.CategoryRightOfMode)));
        if (imputing is { NumberError: { } error, NumberErrorOfMean: { } errorOfMean })
            parts.Add($"numbers that it fills in are off by {Wording.Plain(error)} standard deviations, where the column's mean is off by {Wording.Plain(errorOfMean)}");
        if (imputing is { CategoryRight: { } right, CategoryRightOfMode: { } rightOfMode })
            parts.Add($"{Wording.Percent(right)} of the categories are right, where the most frequent one is in {Wording.Percent(rightOfMode)}");
        var isBetter = numbers is { Low: > 0 } || categories is { Low: > 0 };
        var isWorse = numbers is { High: < 0 } || categories is { High: < 0 };
        var verdict = (isBetter, isWorse) switch
        {
            (true, false) => $"Use {name}",
            (true, true) => $"Use {name} where it is better",
            (false, true) => "Fill in the mean or the most frequent category rather",
            _ => "It hardly matters how",
        };
        return new Advice("Filling in missing cells", isBetter ? name : null, $"{verdict}: {string.Join("; ", parts)}.", numbers ?? categories, !isBetter && !isWorse);
    }

    Interval? Of(int number, Measurement what) => values.Of((number, what));

    Interval? OfShare(int number, Measurement what) => values.OfShare((number, what));

    static double Likelihood(FittedEntrant<Table> entrant, Table train, int[] codes, double[] steps, FullSizeFit<Table> fit)
    {
        var (fitted, judged) = Stratification.Split(codes, ShareAside, fit.Seed);
        try
        {
            var model = (IGenerativeModel<Table, int>)entrant.Recipe.Fit(train.Subset(fitted), [.. fitted.Select(i => codes[i])], weights: null, fit.Cancellation);
            return CellLikelihood.OfRows(model, train.Subset(judged), [.. judged.Select(i => model.Labels.ToList().IndexOf(codes[i]))], steps).Average();
        }
        catch (TwofoldException)
        {
            return double.NaN;
        }
    }

    // As many of each label as its prior says; with the holes that rows learned from have, so that holes do not tell them apart.
    static (Table Rows, int[] Codes) Made(IGenerativeModel<Table, int> model, int count, Table train, SeededRandom random, CancellationToken cancellation)
    {
        var (cells, codes) = (new List<double>(), new List<int>());
        foreach (var (label, share) in model.Labels.Zip(model.Prior))
        {
            var ofLabel = Math.Max(1, (int)Math.Round(share * count));
            cells.AddRange(model.Generate(label, ofLabel, random.NextUInt64(), cancellation).Values);
            codes.AddRange(Enumerable.Repeat(label, ofLabel));
        }

        var rows = Table.FromFlat([.. cells], train.Schema);
        int[] like = [.. Enumerable.Range(0, rows.Count).Select(_ => random.NextInt(train.Count))];
        var order = Enumerable.Range(0, rows.Count).ToArray();
        random.Shuffle<int>(order);
        return (Holes.Make(rows, (i, j) => double.IsNaN(train[like[i], j])).Subset(order), [.. order.Select(i => codes[i])]);
    }

    void LearnFrom(FullSizeFit<Table> fit, int maker, int learner, FittedEntrant<Table> entrant, (Table Rows, int[] Codes) real, (Table Rows, int[] Codes) made)
    {
        try
        {
            var onReal = Accuracy(entrant.Recipe.Fit(real.Rows, real.Codes, weights: null, fit.Cancellation));
            var onMade = Accuracy(entrant.Recipe.Fit(made.Rows, made.Codes, weights: null, fit.Cancellation));
            values.Set((maker, Measurement.TrainedOnReal), fit.Repeat, onReal);
            values.Set((maker, Measurement.TrainedOnMade), fit.Repeat, onMade);
            Volatile.Write(ref learned, real.Codes.Length);
            learners[fit.Repeat] = names[learner];
        }
        catch (TwofoldException)
        {
            // Made rows that cannot be learned from have no number.
        }

        double Accuracy(IClassifier<Table, int> model) => model.Predict(fit.Test).Zip(fit.TestCodes).Average(answer => answer.First == answer.Second ? 1.0 : 0);
    }

    // Rows with their labels, half of them to learn the difference from, the other half to tell it on, and the other way round.
    static double ToldApart(FullSizeFit<Table> fit, Table made, int[] madeCodes)
    {
        var count = Math.Min(Math.Min(fit.Test.Count, made.Count), MostTold);
        double[] labels = [.. fit.TestCodes.Take(count), .. madeCodes.Take(count)];
        var rows = Table.FromFlat([.. First(fit.Test, count).Values, .. First(made, count).Values], made.Schema);
        // A name that no column has.
        var both = rows.WithColumn(new Column($"label of {string.Join(' ', made.Schema.Select(column => column.Name))}"), labels);
        int[] isMade = [.. Enumerable.Range(0, 2 * count).Select(i => i < count ? 0 : 1)];
        var right = 0;
        foreach (var (train, test) in Stratification.Folds(isMade, 2, fit.Seed))
        {
            var model = new GradientBoostedTrees { Rounds = 50, Leaves = 8, MinExamplesPerLeaf = 5 }.Fit(both.Subset(train), [.. train.Select(i => isMade[i])], weights: null, fit.Cancellation);
            right += model.Predict(both.Subset(test)).Zip(test).Count(answer => answer.First == isMade[answer.Second]);
        }

        return right / (2.0 * count);
    }

    static double? Copies(FullSizeFit<Table> fit, Table train, Table made)
    {
        var encoding = FeatureEncoding.Fit(train, Numbers, fit.Cancellation);
        return encoding.HasSparse
            ? null
            : CopyRate.Of(Rows(First(made, MostCompared)), Rows(First(fit.Test, MostCompared)), Rows(First(train, 2 * MostCompared))).Rate.Value;

        double[,] Rows(Table table)
        {
            var rows = new double[table.Count, encoding.Features];
            encoding.ApplyDense(table).Values.CopyTo(rows.AsFlatSpan());
            return rows;
        }
    }

    void Impute(FullSizeFit<Table> fit, int number, GenerativeTableModel<int> model, SeededRandom random)
    {
        var test = First(fit.Test, MostImputed);
        var drawn = Holes.Draw(test, random);
        var filled = model.Impute(Holes.Make(test, (i, j) => drawn[(i * test.Columns) + j] < ShareImputed));
        var (squares, squaresOfMean, numbers, right, rightOfMode, categories) = (0.0, 0.0, 0, 0, 0, 0);
        for (var j = 0; j < test.Columns; j++)
        {
            double[] known = [.. Enumerable.Range(0, fit.Train.Count).Select(i => fit.Train[i, j]).Where(cell => !double.IsNaN(cell))];
            if (known.Length == 0)
                continue;
            var isNumber = test.Schema[j].Kind == ColumnKind.Number;
            var usual = isNumber ? known.Average() : known.GroupBy(cell => cell).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
            var variance = isNumber ? known.Average(cell => (cell - usual) * (cell - usual)) : 1;
            for (var i = 0; i < test.Count; i++)
            {
                if (double.IsNaN(test[i, j]) || !(drawn[(i * test.Columns) + j] < ShareImputed))
                    continue;
                if (!isNumber)
                {
                    categories++;
                    right += filled[i, j] == test[i, j] ? 1 : 0;
                    rightOfMode += usual == test[i, j] ? 1 : 0;
                }
                else if (variance > 0)
                {
                    numbers++;
                    squares += (filled[i, j] - test[i, j]) * (filled[i, j] - test[i, j]) / variance;
                    squaresOfMean += (usual - test[i, j]) * (usual - test[i, j]) / variance;
                }
            }
        }

        if (numbers > 0)
        {
            values.Set((number, Measurement.NumberError), fit.Repeat, Math.Sqrt(squares / numbers));
            values.Set((number, Measurement.NumberErrorOfMean), fit.Repeat, Math.Sqrt(squaresOfMean / numbers));
        }

        if (categories > 0)
        {
            values.Set((number, Measurement.CategoryRight), fit.Repeat, (double)right / categories);
            values.Set((number, Measurement.CategoryRightOfMode), fit.Repeat, (double)rightOfMode / categories);
        }
    }

    static Table First(Table table, int count) => count >= table.Count ? table : table.Subset([.. Enumerable.Range(0, count)]);
}
