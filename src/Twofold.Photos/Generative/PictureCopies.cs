namespace Twofold.Photos;

/// <summary>
/// The shares of pictures that are so much nearer to one training photo than to others as only one real photo in a hundred is. See <see cref="CopyRate"/>;
/// the rate of real photos is what the threshold was set to. (Of models of versions before this one: that are as near to one, be others as near or not.)
/// </summary>
/// <param name="TrainingPhotos">The training photos that were compared with.</param>
/// <param name="ByFeatures">By the distance in the recognizer's features: the same thing in the same pose.</param>
/// <param name="ByPixels">By the distance of 16x16 pixels: the same picture, or its mirror image.</param>
public sealed record PictureCopies(int TrainingPhotos, BesideReal ByFeatures, BesideReal ByPixels);
