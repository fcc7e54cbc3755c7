namespace Twofold.Photos.Training;

/// <summary>The numbers of a creator's training that depend on how long it may take; measured, see bench/results/creator.md.</summary>
/// <param name="Width">The creator's channels at the full edge. Multiples of 16: others take the kernels' slow way.</param>
/// <param name="CreatorRate">The creator's highest learning rate.</param>
/// <param name="CriticRate">The critic's.</param>
/// <param name="TeacherWeight">What the critic that looks through the teacher's eyes says counts so many times what the one of pixels says.</param>
/// <param name="LargestTrained">The largest edge of the pictures that networks are trained on; an <see cref="Upscaler"/> makes larger ones of them.</param>
sealed record CreatorRecipe(int Width, double CreatorRate, double CriticRate, double TeacherWeight, int LargestTrained)
{
    /// <summary>
    /// For a minute or two. The critic learns four times as fast as the creator (two rates: Heusel 2017): at equal ones every label became one picture.
    /// The teacher counts for little: whoever learns to please it alone draws one picture a label, which it reads well.
    /// </summary>
    public static CreatorRecipe Short { get; } = new(16, 4e-4, 1.6e-3, 0.03, LargestTrained: 32);

    /// <summary>For ten minutes and more.</summary>
    public static CreatorRecipe Long { get; } = new(32, 4e-4, 1.6e-3, 0.3, LargestTrained: 64);

    /// <summary>The edge of the pictures that networks are trained on, where those that are wanted have an edge of <paramref name="size"/>.</summary>
    public int TrainedSize(int size) => Math.Min(size, LargestTrained);
}
