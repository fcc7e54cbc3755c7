namespace Twofold.Photos.Training;

/// <summary>Which kind of creator to train.</summary>
public enum CreatorChoice
{
    /// <summary>The kind that suits the time; at present always <see cref="Gan"/>, until a flow has measured better.</summary>
    Auto,

    /// <summary>A class-conditional generative adversarial network: one pass makes a picture.</summary>
    Gan,

    /// <summary>A class-conditional flow: it walks from noise to a picture in some tens of passes, and its guidance can be chosen.</summary>
    Flow,

    /// <summary>No creator: recognize only.</summary>
    None,
}
