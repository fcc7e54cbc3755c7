namespace Twofold.Workbench;

/// <summary>One step of the demo.</summary>
/// <param name="Name">What was done, as a person says it: "Learned to recognize".</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record DemoStep(string Name, TimeSpan Elapsed);
