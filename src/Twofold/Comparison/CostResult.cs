namespace Twofold;

/// <summary>What a model costs on this machine, measured alone, with its chosen setting, on all that is not held out.</summary>
/// <param name="FitSeconds">The time of a fit, the shorter of two.</param>
/// <param name="AnswerMicroseconds">The time of an answer about one of many examples, the shortest of three.</param>
/// <param name="FitBytes">The memory that a fit asks for, all of it together; what is in use at a time is less.</param>
/// <param name="ModelBytes">The size of the model in a file; null where it cannot be stored.</param>
public sealed record CostResult(double FitSeconds, double AnswerMicroseconds, long FitBytes, long? ModelBytes);
