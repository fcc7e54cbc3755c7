namespace Twofold.Photos.Training;

/// <summary>Whose eyes a creator's critic looks through, beside its own.</summary>
enum CreatorTeacher
{
    /// <summary>Nobody's.</summary>
    None,

    /// <summary>The pair's own recognizer's: the network from scratch, or the backbone that it stands on.</summary>
    Recognizer,

    /// <summary>A network's from scratch that is trained for that alone, because the backbone's feature maps cannot be calculated.</summary>
    Apart,
}
