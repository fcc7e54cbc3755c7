namespace Twofold.Photos.Training;

/// <summary>A feature map that a frozen backbone gives.</summary>
/// <param name="Channels">The numbers of each of its pixels.</param>
/// <param name="Stride">How many pixels of the picture one of its pixels stands for, along each edge: 4, 8, 16 or 32.</param>
sealed record FeatureScale(int Channels, int Stride);
