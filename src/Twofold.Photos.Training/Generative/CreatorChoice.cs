namespace Twofold.Photos.Training;

/// <summary>Which kind of creator to train.</summary>
public enum CreatorChoice
{
    /// <summary>The kind that suits the photos and the time: always <see cref="Gan"/>, which was as near to photos or nearer wherever both were measured (bench/results/creator.md, "The choice").</summary>
    Auto,

    /// <summary>A class-conditional generative adversarial network: one pass makes a picture.</summary>
    Gan,

    /// <summary>A class-conditional flow: it walks from noise to a picture in some tens of passes, and its guidance can be chosen.</summary>
    Flow,

    /// <summary>No creator: recognize only.</summary>
    None,
}
