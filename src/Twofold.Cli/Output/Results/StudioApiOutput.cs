namespace Twofold.Cli;

/// <summary>How the studio's HTTP API is asked from a shell.</summary>
sealed record StudioApiOutput(IReadOnlyList<string> Lines);
