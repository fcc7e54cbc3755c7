using System.Diagnostics;

namespace Twofold;

/// <summary>Measures what a model costs, with nothing else at work.</summary>
static class CostMeasurement
{
    const int Fits = 2;
    const int Answers = 3;

    /// <summary>Fits and asks; null where the fit fails or is cancelled.</summary>
    public static CostResult? Of<TExamples>(
        IClassifierRecipe<TExamples> recipe,
        TExamples train,
        int[] trainCodes,
        TExamples test,
        Func<IClassifier<TExamples, int>, long?> modelBytes,
        CancellationToken cancellation)
        where TExamples : IExamples<TExamples>
    {
        try
        {
            var (fit, answer, bytes) = (TimeSpan.MaxValue, TimeSpan.MaxValue, long.MaxValue);
            IClassifier<TExamples, int>? model = null;
            for (var i = 0; i < Fits; i++)
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                var begin = Stopwatch.GetTimestamp();
                model = recipe.Fit(train, trainCodes, weights: null, cancellation);
                fit = Least(fit, Stopwatch.GetElapsedTime(begin));
                bytes = Math.Min(bytes, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            for (var i = 0; i < Answers; i++)
            {
                var begin = Stopwatch.GetTimestamp();
                _ = model!.PredictProbabilities(test); // It was fitted above.
                answer = Least(answer, Stopwatch.GetElapsedTime(begin));
            }

            return new CostResult(fit.TotalSeconds, answer.TotalMicroseconds / test.Count, bytes, modelBytes(model!));
        }
        catch (TwofoldException)
        {
            return null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    static TimeSpan Least(TimeSpan time, TimeSpan other) => time < other ? time : other;
}
