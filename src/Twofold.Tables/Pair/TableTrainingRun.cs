using System.Diagnostics;
using static System.FormattableString;

namespace Twofold.Tables;

/// <summary>One training, from the table to the pair: plan, try, choose, fit on all rows.</summary>
sealed class TableTrainingRun
{
    readonly LabeledTable data;
    readonly string labelColumn;
    readonly TablePairOptions options;
    readonly IProgress<WorkProgress>? progress;
    readonly CancellationToken cancellation;
    readonly Stopwatch clock = Stopwatch.StartNew();

    readonly HeldOutRows heldOut;

    // Labels are checked by what is held out, where that is all rows; else each row is held out once more.
    readonly HeldOutRows toCheck;
    readonly Table creatable;
    readonly double[] steps;
    readonly List<Trial> trials = [];

    public TableTrainingRun(LabeledTable data, string labelColumn, TablePairOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        (this.data, this.labelColumn, this.options, this.progress, this.cancellation) = (data, labelColumn, options, progress, cancellation);
        heldOut = HeldOutRows.Of(data.Encoding, options.Seed);
        toCheck = !options.CheckLabels || heldOut.Rows.Length == data.Examples.Count ? heldOut : HeldOutRows.OfAll(data.Encoding, options.Seed);
        int[] columns = [.. Enumerable.Range(0, data.Examples.Columns).Where(j => data.Examples.Schema[j].Kind != ColumnKind.Text)];
        creatable = columns.Length == data.Examples.Columns || columns.Length == 0 ? data.Examples : data.Examples.Select(columns);
        steps = CellLikelihood.Steps(creatable);
    }

    // No timer runs for longer than 49 days.
    TimeSpan Bound => TimeSpan.FromMinutes(Math.Min(options.Minutes, 24 * 60 * 30));

    /// <summary>The most of the time that is kept for the check of labels, which is bounded by what is left: it must not cost the pair its models.</summary>
    const double MostForCheck = 1.0 / 3;

    public TablePairTraining Train()
    {
        var plan = Plan();
        progress?.Report(new WorkProgress("Plan", 0, null, "", Describe(plan)));
        foreach (var (done, step) in plan.Index())
        {
            progress?.Report(new WorkProgress("Trying models", done, plan.Count, "models", $"{step.Candidate}"));
            trials.Add(Try(step));
            if (cancellation.IsCancellationRequested)
                break;
        }

        var stopped = cancellation.IsCancellationRequested;
        var recognizer = Choose(trial => trial.Recognizes, loss => loss.CalibratedLoss, "recognizer", options.Recognizer);
        var creator = options.Creator == TablePairOptions.None ? null : ChooseCreator(stopped);
        var chosen = creator is null ? $"{recognizer.Step.Candidate}" : $"{recognizer.Step.Candidate} and {creator.Step.Candidate}";
        progress?.Report(new WorkProgress("Learning from all rows", 0, null, "", chosen));
        var pair = Assemble(recognizer, creator);
        var warnings = data.Warnings.ToList();
        if (creator is null && options.Creator != TablePairOptions.None)
            warnings.Add($"No creator could be trained: {(stopped ? "the training was stopped" : ProblemOf(trial => trial.Step.Creates)).TrimEnd('.')}.");
        List<SuspectLabel<string>>? suspects = null;
        if (options.CheckLabels && !stopped)
        {
            (suspects, var problem) = Suspects(recognizer);
            if (problem is not null)
                warnings.Add($"The labels were not checked: {problem.TrimEnd('.')}.");
            stopped = cancellation.IsCancellationRequested;
        }

        return new TablePairTraining(pair, warnings, stopped) { Suspects = suspects };
    }

    /// <summary>
    /// The rows that the recognizer and the best model of the other family, neither of which learned from them, say have another label; or why nobody could
    /// be asked in the time.
    /// </summary>
    (List<SuspectLabel<string>>? Found, string? Problem) Suspects(Trial recognizer)
    {
        progress?.Report(new WorkProgress("Checking labels", 0, null, ""));
        var other = trials.Where(trial => trial.Losses is not null && IsGenerative(trial) != IsGenerative(recognizer)).MinBy(trial => trial.Losses!.CalibratedLoss); // Those without are out.
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (toCheck != heldOut)
            End(bound, Bound - clock.Elapsed);
        try
        {
            double[][,] answers = [.. new[] { recognizer, other }.OfType<Trial>().Select(trial => Answers(trial, bound.Token))];
            bound.Token.ThrowIfCancellationRequested();
            var check = LabelCheck.Of(data.Encoding.Labels, data.Labels, answers);
            return ([.. check.Suspects.Select(suspect => suspect with { Example = data.Rows[suspect.Example] })], null);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            return (null, cancellation.IsCancellationRequested ? "the training was stopped" : "there was no time left");
        }
        catch (TwofoldException exception)
        {
            return (null, exception.Message);
        }

        static bool IsGenerative(Trial trial) => trial.Step.Candidate.Recipe is IGenerativeRecipe<Table>;
    }

    double[,] Answers(Trial trial, CancellationToken bound)
    {
        var answers = toCheck == heldOut ? trial.Answers! : HeldOutAnswers.Of(trial.Step.Candidate, trial.Step.Examples, data.Encoding, toCheck, steps: null, bound); // It was scored.
        var probabilities = (double[,])answers.Probabilities.Clone();
        // The only row of its label: the fit that was asked about it did not know the label.
        foreach (var i in Enumerable.Range(0, data.Examples.Count).Where(i => data.Encoding.Counts[data.Encoding.Codes[i]] == 1))
            probabilities.Row(i).Clear();
        return probabilities;
    }

    List<PlanStep> Plan()
    {
        var hasText = !ReferenceEquals(creatable, data.Examples);
        List<PlanStep> plan = [];
        foreach (var kind in TableModelCatalog.All)
        {
            var recognizes = options.Recognizer == TablePairOptions.Auto || options.Recognizer == kind.Name;
            var creates = kind.IsGenerative && kind.Takes(creatable.Schema)
                && (options.Creator == kind.Name || (options.Creator == TablePairOptions.Auto && kind.IsOfCells));
            // What cannot read text recognizes by the other columns.
            var readsAll = recognizes && kind.Takes(data.Examples.Schema);
            var readsRest = recognizes && !readsAll && hasText && kind.Takes(creatable.Schema);
            foreach (var (round, candidate) in kind.Candidates.Index())
            {
                if (readsAll)
                    plan.Add(new PlanStep(round, candidate.On(data.Examples), data.Examples, Recognizes: true, Creates: creates && !hasText));
                if (readsRest || (creates && (hasText || !readsAll)))
                    plan.Add(new PlanStep(round, candidate.On(creatable), creatable, readsRest, creates));
            }
        }

        if (!plan.Any(step => step.Recognizes))
            throw Refused(options.Recognizer, data.Examples.Schema, "recognizer");
        if (options.Creator is not (TablePairOptions.None or TablePairOptions.Auto) && !plan.Any(step => step.Creates))
            throw Refused(options.Creator, creatable.Schema, "creator");
        // The first choice of every model before the second of any: when the time is short, every kind has had its turn.
        return [.. plan.OrderBy(step => step.Round)];
    }

    static TwofoldException Refused(string name, Schema schema, string role) =>
        new($"'{name}' cannot be the {role} of a table with these columns ({Kinds(schema)}): leave it to 'auto', or choose another.");

    static string Kinds(Schema schema) =>
        string.Join(", ", schema.GroupBy(FitArguments.Kind).Select(group => $"{group.Count()} of {group.Key}"));

    string Describe(List<PlanStep> plan) =>
        Invariant($"{data.Examples.Count:N0} rows, {Kinds(data.Examples.Schema)}, {data.Encoding.Labels.Count} labels: ")
        + $"{plan.Count} models from cheap to dear, judged by {heldOut.Method}; "
        + Invariant($"at most {options.Minutes:0.##} {(options.Minutes == 1 ? "minute" : "minutes")} in all.");

    Trial Try(PlanStep step)
    {
        var left = Bound - clock.Elapsed - Reserve();
        var first = step.Recognizes && !trials.Any(trial => trial.Recognizes && trial.Answers is not null);
        if (left <= TimeSpan.Zero && !first)
            return new Trial(step, null, null, "there was no time left");
        // A recognizer is found, however short the time.
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (!first)
            End(bound, left);
        try
        {
            var answers = HeldOutAnswers.Of(step.Candidate, step.Examples, data.Encoding, heldOut, step.Creates ? steps : null, bound.Token);
            return new Trial(step, answers, HeldOutLosses.Of(answers, data.Encoding.Codes, heldOut), null);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            return new Trial(step, null, null, cancellation.IsCancellationRequested ? "the training was stopped" : "it took too long");
        }
        catch (TwofoldException exception)
        {
            return new Trial(step, null, null, exception.Message);
        }
    }

    // What has been found must still be fitted on all rows, both halves, and labels are checked by both on all folds.
    TimeSpan Reserve()
    {
        var longest = trials.Select(trial => trial.Answers?.LongestFit ?? TimeSpan.Zero).DefaultIfEmpty(TimeSpan.Zero).Max();
        var (check, most) = (toCheck == heldOut ? TimeSpan.Zero : 2 * toCheck.Folds.Count * longest, MostForCheck * Bound);
        return (2 * longest) + (check < most ? check : most);
    }

    Trial Choose(Func<Trial, bool> among, Func<HeldOutLosses, double> score, string role, string asked)
    {
        var scored = trials.Where(trial => among(trial) && trial.Losses is not null).ToList();
        if (scored.Count > 0)
            return scored.MinBy(trial => score(trial.Losses!))!; // Those without are out.
        cancellation.ThrowIfCancellationRequested();
        throw new TwofoldException($"No {role} could be trained{(asked == TablePairOptions.Auto ? "" : $" ('{asked}' was asked for)")}: {ProblemOf(among)}");
    }

    string ProblemOf(Func<Trial, bool> among) => trials.FirstOrDefault(among)?.Problem ?? "no model takes these columns";

    // Of a time that is over a timer would tell too late.
    static void End(CancellationTokenSource source, TimeSpan after)
    {
        if (after > TimeSpan.Zero)
            source.CancelAfter(after);
        else
            source.Cancel();
    }

    Trial? ChooseCreator(bool stopped)
    {
        var any = trials.Any(trial => trial.Step.Creates && trial.Losses?.LogLikelihood is not null);
        // Whoever asks for one by name is told why it cannot be; stopped early, half a pair is kept.
        return any || (options.Creator != TablePairOptions.Auto && !stopped)
            ? Choose(trial => trial.Step.Creates, losses => -losses.LogLikelihood ?? double.PositiveInfinity, "creator", options.Creator)
            : null;
    }

    TablePair Assemble(Trial recognizer, Trial? creator)
    {
        // Cancelled or not, the best so far is kept.
        var model = recognizer.Step.Candidate.Recipe.Fit(recognizer.Step.Examples, data.Labels, weights: null, CancellationToken.None);
        var twin = creator is not null && creator.Step == recognizer.Step
            ? model
            : creator?.Step.Candidate.Recipe.Fit(creatable, data.Labels, weights: null, CancellationToken.None);
        return TablePair.Create(Describe(recognizer, creator), model, (IGenerativeModel<Table, string>?)twin);
    }

    TablePairInfo Describe(Trial recognizer, Trial? creator)
    {
        var recognizers = trials.Where(trial => trial.Step.Recognizes).ToList();
        var creators = trials.Where(trial => trial.Step.Creates).ToList();
        var losses = recognizer.Losses!; // The chosen ones have been scored.
        return new TablePairInfo
        {
            LabelColumn = labelColumn,
            Labels = data.Encoding.Labels,
            Columns =
            [
                .. data.Examples.Schema.Select((column, j) =>
                    new TableColumnInfo(column.Name, column.Kind, column.Kind == ColumnKind.Category ? column.Values : [], data.Missing(j))),
            ],
            Created = TimeProvider.System.GetUtcNow(),
            TwofoldVersion = TablePair.LibraryVersion,
            Seed = options.Seed,
            Data = new TableDataInfo { Counts = data.Encoding.Counts, Fingerprint = data.Fingerprint(), Unlabeled = data.Unlabeled, LeftOut = data.LeftOut },
            Recognizer = new TableRecognizerInfo
            {
                Model = recognizer.Step.Candidate.Model,
                Settings = recognizer.Step.Candidate.Settings,
                Why = options.Recognizer == TablePairOptions.Auto
                    ? $"It has the least log loss of {recognizers.Count(trial => trial.Losses is not null)} models on held-out rows."
                    : "It was asked for.",
                Columns = [.. recognizer.Step.Examples.Schema.Select(column => column.Name)],
                Temperature = losses.Temperature,
                UnsureBelow = Quantile(losses.Confidences, options.UnsureShare),
                UnsureShare = options.UnsureShare,
                UnfamiliarBelow = creator is null ? null : Quantile(heldOut.Rows.Select(i => creator.Answers!.Density![i]), options.UnfamiliarShare),
                UnfamiliarShare = options.UnfamiliarShare,
                HeldOut = HonestScores(recognizers),
                Tried = [.. recognizers.OrderBy(trial => trial.Losses?.CalibratedLoss ?? double.PositiveInfinity).Select(trial => trial.Describe())],
            },
            Creator = creator is null ? null : new TableCreatorInfo
            {
                Model = creator.Step.Candidate.Model,
                Settings = creator.Step.Candidate.Settings,
                Why = options.Creator == TablePairOptions.Auto
                    ? $"It finds held-out rows the likeliest of {creators.Count(trial => trial.Losses?.LogLikelihood is not null)} models."
                    : "It was asked for.",
                Columns = [.. creatable.Schema.Select(column => column.Name)],
                LogLikelihood = creator.Losses!.LogLikelihood!.Value,
                Steps = steps,
                Tried = [.. creators.OrderByDescending(trial => trial.Losses?.LogLikelihood ?? double.NegativeInfinity).Select(trial => trial.Describe())],
            },
        };
    }

    /// <summary>
    /// The scores of the choice itself: every fold is judged by the model that has the least loss on the other folds, so that the best of many is
    /// not praised for its luck. With one part kept aside there is no other fold, and none is needed: it is large.
    /// </summary>
    TableScores HonestScores(List<Trial> recognizers)
    {
        var scored = recognizers.Where(trial => trial.Losses is not null).Select(trial => trial.Losses!).ToList(); // Those without are out.
        var labels = data.Encoding.Labels;
        var (probabilities, truth) = (new double[heldOut.Rows.Length, labels.Count], new string[heldOut.Rows.Length]);
        var next = 0;
        foreach (var (f, (_, test)) in heldOut.Folds.Index())
        {
            var chosen = scored.MinBy(losses => losses.LossOutside(f))!; // There is one, or nothing would have been chosen.
            foreach (var i in test)
            {
                chosen.Calibrated.Row(i).CopyTo(probabilities.Row(next));
                truth[next++] = data.Labels[i];
            }
        }

        var evaluation = Evaluation.Of(labels, probabilities, truth);
        var choice = scored.Count > 1 && heldOut.Folds.Count > 1 ? ", each fold judged by the model that the other folds choose" : "";
        return new TableScores(truth.Length, heldOut.Method + choice, evaluation.Accuracy, evaluation.LogLoss, evaluation.CalibrationError);
    }

    static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min((int)(share * sorted.Length), sorted.Length - 1)];
    }

    sealed record PlanStep(int Round, TableModelCandidate Candidate, Table Examples, bool Recognizes, bool Creates);

    sealed record Trial(PlanStep Step, HeldOutAnswers? Answers, HeldOutLosses? Losses, string? Problem)
    {
        public bool Recognizes => Step.Recognizes;

        public TriedModel Describe() => new(Step.Candidate.Model, Step.Candidate.Settings, Answers?.Elapsed.TotalSeconds ?? 0)
        {
            Accuracy = Step.Recognizes ? Losses?.Accuracy : null,
            LogLoss = Step.Recognizes ? Losses?.CalibratedLoss : null,
            LogLikelihood = Step.Creates ? Losses?.LogLikelihood : null,
            Problem = Problem,
        };
    }
}
