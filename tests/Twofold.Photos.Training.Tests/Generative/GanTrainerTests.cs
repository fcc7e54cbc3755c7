using Twofold.Workbench;
using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class GanTrainerTests : CreatorTrainerContract
{
    static readonly GanTrainer Few = new() { Steps = 12, Recipe = CreatorRecipe.Short };

    private protected override CreatorTrainer Quick => Few;

    private protected override CreatorTrainer Slow => Few with { Recipe = Few.Recipe with { CreatorRate = 1e-4, CriticRate = 1e-4 } };

    private protected override int StepsForColors => 120;

    private protected override CreatorTrainer Watched(CreatorTrainer trainer, Action<int, Tensor> afterStep) =>
        (GanTrainer)trainer with { AfterStep = (step, pair) => afterStep(step, pair.Creator.Weights.Values) };

    [Fact]
    public void A_critic_whose_weights_are_no_numbers_is_taken_back()
    {
        var broken = 0;
        var trainer = Few with
        {
            Steps = 60,
            AfterStep = (step, pair) =>
            {
                if (step == 55 && broken++ == 0)
                    Break(pair.Critic.Weights.Values);
            },
        };

        var creator = Train(trainer, ColoredPictures.RedAndBlue(perLabel: 10));

        Assert.Equal(2, broken);
        Assert.Equal(60, creator.Steps);
    }

    [Fact]
    public void A_state_of_another_network_is_refused()
    {
        CreatorState? kept = null;
        Train(Few with { Keep = state => kept = state, TimeBetweenStates = TimeSpan.Zero }, ColoredPictures.RedAndBlue(perLabel: 10));
        Assert.Throws<TwofoldException>(() => Train(Few with { Recipe = CreatorRecipe.Long, Start = kept }, ColoredPictures.RedAndBlue(perLabel: 10)));
    }

    [Fact]
    public void A_creator_that_makes_the_same_picture_again_and_again_is_noticed()
    {
        var trainer = Few with
        {
            Steps = 500,
            AfterStep = (step, pair) =>
            {
                // Gains of zero leave nothing of the random numbers.
                using var inference = no_grad();
                if (step > 300)
                    pair.Creator.Weights.Values.zero_();
            },
        };
        var reports = new List<WorkProgress>();
        var creator = Train(trainer, ColoredPictures.RedAndBlue(perLabel: 10), new Reports(reports));
        Assert.True(creator.Collapses > 0);
        Assert.Contains(reports, report => report.Remark?.Contains("became alike", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Drawn_animals_of_a_label_differ_from_one_another()
    {
        var labels = DrawnAnimals.Labels;
        const int size = 32, count = 600;
        var pixels = new byte[count * size * size * 3];
        Parallel.For(0, count, i => DrawnAnimals.Draw(labels[i % labels.Count], size, (ulong)i).Pixels.CopyTo(pixels.AsMemory(i * size * size * 3)));

        var creator = Train(
            Few with { Steps = 350 }, new SmallPictures(size, pixels, [.. Enumerable.Range(0, count).Select(i => i % labels.Count)], labels.Count));

        // At equal rates of creator and critic it is 0.15 by then.
        Assert.True(creator.History[^1].Variety > 0.5, $"The variety is {creator.History[^1].Variety}.");
        Assert.Equal(0, creator.Collapses);
    }

    [Fact]
    public void Labels_with_few_pictures_are_seen_as_often_as_the_others()
    {
        int[] labels = [.. Enumerable.Repeat(0, 50), 1, 1];
        var sampler = new LabelSampler(labels, 2, new SeededRandom(1));

        var (pictures, drawn) = sampler.Next(100);

        Assert.Equal(50, drawn.Count(label => label == 1));
        Assert.All(pictures.Zip(drawn), pair => Assert.Equal(pair.Second, labels[pair.First]));
        Assert.Equal(50, pictures.Where(picture => picture < 50).Distinct().Count());
    }
}
