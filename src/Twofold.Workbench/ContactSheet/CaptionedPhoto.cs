using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>A photo and the words to stand under it.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Caption">One short line; what does not fit is cut with an ellipsis. Empty for none.</param>
public readonly record struct CaptionedPhoto(Photo Photo, string Caption);
