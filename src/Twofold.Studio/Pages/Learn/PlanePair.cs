using System.Diagnostics;
using Twofold.Tables;

namespace Twofold.Studio;

/// <summary>Both halves, learned from the same points. A half that cannot learn from them says why, and the other one is there nevertheless.</summary>
sealed class PlanePair
{
    /// <summary>New points of a world that judge both halves.</summary>
    const int FreshPoints = 1000;

    /// <summary>Other points than any slider draws.</summary>
    const ulong FreshSeed = 0x5EED_0F_F4E5;

    readonly Table points;
    readonly PlaneQuestion question;

    PlanePair(PlaneQuestion question, Table points, PlaneHalf<IClassifier<Table, string>> discriminative, PlaneHalf<IGenerativeModel<Table, string>> generative)
    {
        (this.question, this.points, Discriminative, Generative) = (question, points, discriminative, generative);
        DiscriminativeMistakes = discriminative.Model is null ? null : MistakesOf(discriminative.Model);
        GenerativeMistakes = generative.Model is null ? null : MistakesOf(generative.Model);
    }

    public PlaneHalf<IClassifier<Table, string>> Discriminative { get; }

    public PlaneHalf<IGenerativeModel<Table, string>> Generative { get; }

    /// <summary>What the discriminative half gets wrong; null where it could not learn.</summary>
    public PlaneMistakes? DiscriminativeMistakes { get; }

    /// <summary>What the generative half gets wrong under the learned prior; null where it could not learn.</summary>
    public PlaneMistakes? GenerativeMistakes { get; }

    public static PlanePair Learn(PlaneQuestion question, CancellationToken cancellation)
    {
        var points = question.Points.ToTable();
        int[] counts = [.. question.Points.Labels.CountBy(label => label).Select(label => label.Value).DefaultIfEmpty()];
        var discriminative = PlaneModels.Discriminative.Named(question.Discriminative);
        var generative = PlaneModels.Generative.Named(question.Generative);
        return new PlanePair(
            question,
            points,
            PlaneHalf.Of(() => discriminative.Recipe(counts).Fit(points, question.Points.Labels, weights: null, cancellation)),
            PlaneHalf.Of(() => generative.Recipe(counts).Fit(points, question.Points.Labels, weights: null, cancellation)));
    }

    /// <summary>The generative half under another prior; null where it could not learn.</summary>
    /// <exception cref="TwofoldException">There is not one weight for each label, or they are no weights.</exception>
    public IGenerativeModel<Table, string>? Under(IReadOnlyList<double>? prior) => prior is null ? Generative.Model : Generative.Model?.WithPrior(prior);

    /// <summary>
    /// The least log density of a point that was learned from, as far as it is seen: what is less likely than all of them is like nothing that
    /// the model was shown.
    /// </summary>
    public double UnfamiliarBelow(IDensity<Table> model, bool hideX, bool hideY) => model.LogDensity(PlanePoints.Rows(
        hideX ? Hidden : question.Points.X, hideY ? Hidden : question.Points.Y)).Min();

    IReadOnlyList<double> Hidden => [.. Enumerable.Repeat(double.NaN, points.Count)];

    PlaneMistakes MistakesOf(IClassifier<Table, string> model)
    {
        var fresh = question.Preset is { } preset ? PlanePresets.Find(preset).Fresh(FreshPoints, FreshSeed) : null;
        // Points can be drawn over until a label of the world is gone.
        var isJudged = fresh is not null && fresh.Labels.ToHashSet().SetEquals(model.Labels);
        return new PlaneMistakes(
            points.Count, Wrong(model, points, question.Points.Labels), isJudged ? (double)Wrong(model, fresh!.ToTable(), fresh.Labels) / FreshPoints : null); // It is judged on them.
    }

    static int Wrong(IClassifier<Table, string> model, Table points, IReadOnlyList<string> labels) => model.Predict(points).Zip(labels).Count(pair => pair.First != pair.Second);
}

/// <summary>A model of a pair.</summary>
/// <param name="Model">The model; null where it could not learn.</param>
/// <param name="Problem">Why it could not; null where it could.</param>
/// <param name="Milliseconds">How long it took to learn.</param>
sealed record PlaneHalf<TModel>(TModel? Model, string? Problem, double Milliseconds)
    where TModel : class;

/// <summary>Learns halves.</summary>
static class PlaneHalf
{
    public static PlaneHalf<TModel> Of<TModel>(Func<TModel> learn)
        where TModel : class
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var model = learn();
            return new PlaneHalf<TModel>(model, null, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (TwofoldException mistake)
        {
            // What a model needs and does not get is what one is here to see.
            return new PlaneHalf<TModel>(null, mistake.Message, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }
}

/// <summary>What a model gets wrong.</summary>
/// <param name="Points">The points that it learned from.</param>
/// <param name="Wrong">So many of them it calls by another label.</param>
/// <param name="OfFresh">The share of a thousand new points of the same world that it calls by another label; null where nobody knows the world.</param>
sealed record PlaneMistakes(int Points, int Wrong, double? OfFresh);
