namespace Twofold.Cli;

/// <summary>Where the studio is.</summary>
sealed record StudioOutput(Uri Address);
