namespace Twofold.Photos.Training;

/// <summary>The numbers of a creator's training that depend on how long it may take, and on how many photos there are; measured, see bench/results/creator.md.</summary>
/// <param name="Width">The creator's channels at the full edge. Multiples of 16: others take the kernels' slow way.</param>
/// <param name="CreatorRate">The creator's highest learning rate.</param>
/// <param name="CriticRate">The critic's.</param>
/// <param name="TeacherWeight">What the critic that looks through the teacher's eyes says counts so many times what the one of pixels says, where photos are many.</param>
/// <param name="TeacherWeightOfFew">The same where they are few: see <see cref="TeacherWeightFor"/>.</param>
/// <param name="LargestTrained">The edge of the pictures that networks are trained on where larger ones are wanted, which have at most twice that; an <see cref="Upscaler"/> makes larger ones of them.</param>
/// <param name="AugmentationOfFew">How often pictures are changed from the first step on, where they are few: see <see cref="Augmentation"/>.</param>
sealed record CreatorRecipe(int Width, double CreatorRate, double CriticRate, double TeacherWeight, double TeacherWeightOfFew, int LargestTrained, double AugmentationOfFew)
{
    /// <summary>So few photos are soon known by heart, long before the critic's certainty tells.</summary>
    const int Few = 1000, Many = 4000;

    /// <summary>What is more than twice as large is more than an upscaler can know, and too small for the eyes of a recognizer of the large ones.</summary>
    const int LargestFactor = 2;

    /// <summary>
    /// For a minute or two. The critic learns four times as fast as the creator (two rates: Heusel 2017): at equal ones every label became one picture.
    /// The teacher counts for little: whoever learns to please it alone draws one picture a label, which it reads well.
    /// </summary>
    public static CreatorRecipe Short { get; } = new(16, 4e-4, 1.6e-3, 0.03, TeacherWeightOfFew: 0.03, LargestTrained: 32, AugmentationOfFew: 0);

    /// <summary>
    /// For ten minutes and more. At 64 pixels 800 photos of cats and dogs became blots within a quarter of an hour, at 32 animals with eyes: a quarter of the pixels is four times
    /// the pictures seen, and what is missing is learned by the upscaler.
    /// </summary>
    public static CreatorRecipe Long { get; } = new(32, 4e-4, 1.6e-3, 0.3, TeacherWeightOfFew: 0.03, LargestTrained: 32, AugmentationOfFew: 0.7);

    /// <summary>How often pictures are changed before the critic sees them, from the first step on; then as the critic's certainty asks (Karras 2020, ADA).</summary>
    /// <param name="photos">How many there are to learn from.</param>
    public double Augmentation(int photos) => AugmentationOfFew * Fewness(photos);

    /// <summary>
    /// How much the critic through the teacher's eyes counts. It soon knows few photos by heart, and a creator that pleases it makes few pictures: clear
    /// ones, again and again (bench/results/creator.md, "Few photos").
    /// </summary>
    /// <param name="photos">How many there are to learn from.</param>
    public double TeacherWeightFor(int photos) => double.Lerp(TeacherWeight, TeacherWeightOfFew, Fewness(photos));

    /// <summary>The edge of the pictures that networks are trained on, where those that are wanted have an edge of <paramref name="size"/>.</summary>
    public int TrainedSize(int size) => Math.Min(size, Math.Max(LargestTrained, size / LargestFactor));

    static double Fewness(int photos) => Math.Clamp((double)(Many - photos) / (Many - Few), 0, 1);
}
