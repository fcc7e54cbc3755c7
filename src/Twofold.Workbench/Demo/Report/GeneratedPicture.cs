using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>A picture that the creator made, beside the training picture that is most like it.</summary>
/// <param name="Picture">The new picture.</param>
/// <param name="Label">The label that was asked for.</param>
/// <param name="ReadAs">What the recognizer reads it as.</param>
/// <param name="Nearest">The training picture at the least distance.</param>
/// <param name="Distance">The root mean square difference of the two pictures' pixels, 0 (a copy) to 255.</param>
public sealed record GeneratedPicture(Photo Picture, string Label, string ReadAs, Photo Nearest, double Distance);
