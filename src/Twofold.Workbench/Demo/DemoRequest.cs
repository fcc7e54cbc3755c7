namespace Twofold.Workbench;

/// <summary>The whole story on pictures that Twofold draws itself.</summary>
public sealed record DemoRequest
{
    /// <summary>The folder that everything is written into; where it is taken, the next free name with a number. Default "twofold-demo".</summary>
    public string Out { get; init; } = "twofold-demo";

    /// <summary>The seed of the drawings and the training. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// What bounds the training, in minutes. Default 1.75: with drawing, sorting and the page the whole stays under two minutes on two cores.
    /// </summary>
    public double Minutes { get; init; } = 1.75;
}
