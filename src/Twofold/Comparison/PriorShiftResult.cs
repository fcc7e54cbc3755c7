namespace Twofold;

/// <summary>
/// How a model does where the rarest label has nine times the odds it had in training, and all else is alike: the same held-out examples, weighed. Known new
/// shares of the labels can be told to a generative model (<see cref="IGenerativeModel{TExamples, TLabel}.WithPrior"/>); any model's probabilities can be brought to them
/// by the same factor, if they were right before (Saerens, Latinne, Decaestecker 2002, "Adjusting the outputs of a classifier to new a priori probabilities").
/// </summary>
/// <param name="Accuracy">Accuracy there of the model as it is.</param>
/// <param name="LogLoss">Log loss there of the model as it is, nats.</param>
/// <param name="AdjustedAccuracy">Accuracy after the new shares were told.</param>
/// <param name="AdjustedLogLoss">Log loss after that, nats.</param>
/// <param name="Gain">How many points of accuracy, 0 to 1, telling gains.</param>
public sealed record PriorShiftResult(Interval Accuracy, Interval LogLoss, Interval AdjustedAccuracy, Interval AdjustedLogLoss, Interval Gain);
