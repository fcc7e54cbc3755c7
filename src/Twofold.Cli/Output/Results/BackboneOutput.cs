namespace Twofold.Cli;

/// <summary>A backbone that was installed or removed.</summary>
sealed record BackboneOutput(string Name, string Path);
