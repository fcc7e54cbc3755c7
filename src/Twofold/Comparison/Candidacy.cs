namespace Twofold;

/// <summary>
/// What an entrant's best setting is, judged within a training subset only: the outer test part has no say. Up to 1,000 examples by three folds, of two examples by two, above by one
/// quarter held out, of at most 8,000 examples, which tell settings apart as well as all do.
/// </summary>
/// <param name="Setting">The setting that was chosen.</param>
/// <param name="Accuracy">How often it named the label of inner held-out examples, 0 to 1; 0 where it could not be judged.</param>
/// <param name="LogLoss">The mean of −log p(true label) on them, nats; infinite where it could not be judged.</param>
sealed record Candidacy(int Setting, double Accuracy, double LogLoss)
{
    const int MostForFolds = 1000;
    const int MostJudged = 8000;
    const int Folds = 3;
    const double ShareAside = 0.25;

    /// <summary>That of an entrant that there is nothing to choose of.</summary>
    public static Candidacy Unopposed { get; } = new(0, 0, double.PositiveInfinity);

    /// <summary>Judges every setting of an entrant on the same inner examples.</summary>
    public static Candidacy Of<TExamples>(Entrant<TExamples> entrant, TExamples examples, int[] codes, ulong seed, CancellationToken cancellation)
        where TExamples : IExamples<TExamples>
    {
        var count = Math.Min(codes.Length, MostJudged);
        var judged = codes.AsSpan(0, count).ToArray();
        IReadOnlyList<(int[] Train, int[] Test)> folds = count <= MostForFolds
            ? Stratification.Folds(judged, Math.Min(Folds, count), seed)
            : [Stratification.Split(judged, ShareAside, seed)];
        var best = new Candidacy(0, 0, double.PositiveInfinity);
        for (var s = 0; s < entrant.Settings.Count; s++)
        {
            var (right, loss, tested) = (0, 0.0, 0);
            try
            {
                foreach (var (train, test) in folds)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var model = entrant.Settings[s].Recipe.Fit(examples.Subset(train), [.. train.Select(i => judged[i])], weights: null, cancellation);
                    var probabilities = model.PredictProbabilities(examples.Subset(test));
                    for (var i = 0; i < test.Length; i++)
                    {
                        var row = probabilities.Row(i);
                        var column = ColumnOf(model.Labels, judged[test[i]]);
                        right += LogSpace.IndexOfMax(row) == column ? 1 : 0;
                        loss += Evaluation.Loss(column < 0 ? 0 : row[column]);
                    }

                    tested += test.Length;
                }
            }
            catch (TwofoldException)
            {
                // A setting that cannot be fitted on so few is not chosen.
                continue;
            }

            if (loss / tested < best.LogLoss)
                best = new Candidacy(s, (double)right / tested, loss / tested);
        }

        return best;
    }

    static int ColumnOf(IReadOnlyList<int> labels, int label)
    {
        for (var k = 0; k < labels.Count; k++)
            if (labels[k] == label)
                return k;
        return -1;
    }
}
