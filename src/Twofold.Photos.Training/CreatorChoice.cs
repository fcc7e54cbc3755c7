namespace Twofold.Photos.Training;

/// <summary>Which kind of creator to train.</summary>
public enum CreatorChoice
{
    /// <summary>The kind that suits the time; at present always <see cref="Gan"/>.</summary>
    Auto,

    /// <summary>A class-conditional generative adversarial network: one pass makes a picture.</summary>
    Gan,

    /// <summary>No creator: recognize only.</summary>
    None,
}
