namespace Twofold.Cli;

/// <summary>The person stopped the work; the message says what was kept.</summary>
sealed class WorkStoppedException(string message, Exception? inner, CancellationToken token) : OperationCanceledException(message, inner, token);
