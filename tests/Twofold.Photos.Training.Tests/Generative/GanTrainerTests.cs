using System.Globalization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class GanTrainerTests : CreatorTrainerContract
{
    static readonly GanTrainer Few = new() { Steps = 12, Recipe = CreatorRecipe.Short };

    [Fact]
    public void The_teacher_counts_for_less_where_photos_are_few()
    {
        var recipe = CreatorRecipe.Long;
        Assert.Equal(recipe.TeacherWeightOfFew, recipe.TeacherWeightFor(200));
        Assert.Equal(recipe.TeacherWeight, recipe.TeacherWeightFor(8_000));
        Assert.InRange(recipe.TeacherWeightFor(2_500), recipe.TeacherWeightOfFew + 0.01, recipe.TeacherWeight - 0.01);
    }

    [Fact]
    public void Few_pictures_are_changed_from_the_first_step_on()
    {
        Assert.True(CreatorRecipe.Long.Augmentation(800) > 0.5);
        Assert.Equal(0, CreatorRecipe.Long.Augmentation(8_000));

        var kept = new List<CreatorState>();
        Train(Few with { Recipe = Few.Recipe with { AugmentationOfFew = 0.5 }, Keep = kept.Add, TimeBetweenStates = TimeSpan.Zero }, ColoredPictures.RedAndBlue(perLabel: 10));
        Assert.InRange(kept[^1].Course.Augmentation, 0.49, 0.51);
    }

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
        var returns = reports.Select(report => Regex.Match(report.Remark ?? "", "became alike: back to step ([0-9]+)")).Where(match => match.Success).ToList();
        Assert.NotEmpty(returns);
        // Not to one that was made when all were alike already.
        Assert.All(returns, match => Assert.InRange(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), 50, 300));
    }

    [Fact]
    public void One_label_of_many_whose_pictures_become_alike_is_noticed()
    {
        var varieties = new LabelVariety(10);
        for (var step = 0; step < 200; step++)
            for (var label = 0; label < 10; label++)
                varieties.Add(new LabelSpread(label, label == 7 && step > 100 ? 0.1 : 0.9, 1));
        Assert.InRange(varieties.Least, 0.1, 0.2);

        varieties.Clear();
        Assert.Equal(1, varieties.Least);
    }

    [Fact]
    public void What_the_upscaler_took_is_kept_with_the_state_for_it_was_taken_from_the_budget()
    {
        var kept = new List<CreatorState>();
        Train(Few with { Steps = 2, Keep = kept.Add, TimeBetweenStates = TimeSpan.Zero }, Drawings.Of(size: 64, count: 12));
        Assert.True(kept[^1].Course.SecondsBefore > 0);
    }

    [Fact]
    public void Drawn_animals_of_a_label_differ_from_one_another()
    {
        var creator = Train(Few with { Steps = 350 }, Drawings.Of(size: 32, count: 600));

        // At equal rates of creator and critic it is 0.15 by then.
        Assert.True(creator.History[^1].Variety > 0.5, $"The variety is {creator.History[^1].Variety}.");
        Assert.Equal(0, creator.Collapses);
    }

    [Fact]
    public void Labels_with_few_pictures_are_seen_as_often_as_the_others()
    {
        int[] labels = [.. Enumerable.Repeat(0, 50), 1, 1];
        var sampler = new LabelSampler(labels, 2, new SeededRandom(1));

        var (pictures, drawn) = sampler.Next(100, labelCount: 2);

        Assert.Equal(50, drawn.Count(label => label == 1));
        Assert.All(pictures.Zip(drawn), pair => Assert.Equal(pair.Second, labels[pair.First]));
        Assert.Equal(50, pictures.Where(picture => picture < 50).Distinct().Count());
    }

    [Fact]
    public void Pictures_larger_than_the_networks_are_made_of_smaller_ones_and_so_they_are_after_going_on()
    {
        CreatorState? kept = null;
        var trainer = Few with { Recipe = Few.Recipe with { LargestTrained = 16 }, Keep = state => kept = state, TimeBetweenStates = TimeSpan.Zero };
        var pictures = Drawings.Of(size: 32, count: 60);

        var creator = Train(trainer, pictures);

        Assert.Equal((32, 16), (creator.Size, creator.Info.DrawnSize));
        Assert.Equal(pictures.LabelCount * 32 * 32 * 3, Made(creator, pictures.LabelCount).Length);
        var same = Train(trainer with { Start = kept }, pictures);
        Assert.Equal(Made(creator, pictures.LabelCount), Made(same, pictures.LabelCount));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(16)]
    public void Of_gray_pictures_it_learns_to_make_gray_ones(int trained)
    {
        var drawings = Drawings.Of(size: 32, count: 60);
        var gray = new SmallPictures(32, [.. Enumerable.Range(0, drawings.Pixels.Length).Select(i => drawings.Pixels[i / 3 * 3])], drawings.Labels, drawings.LabelCount);

        var creator = Train(Few with { Recipe = Few.Recipe with { LargestTrained = trained } }, gray);

        Assert.All(Made(creator, gray.LabelCount).Chunk(3), pixel => Assert.Single(pixel.Distinct()));
    }

    [Fact]
    public void Of_many_labels_a_few_come_at_a_time_each_several_times_and_all_in_turn()
    {
        var sampler = new LabelSampler([.. Enumerable.Range(0, 70).Select(picture => picture % 7)], 7, new SeededRandom(1));

        var drawn = Enumerable.Range(0, 7).Select(_ => sampler.Next(8, labelCount: 4).Labels).ToArray();

        Assert.All(drawn, labels => Assert.Equal([2, 2, 2, 2], labels.CountBy(label => label).Select(label => label.Value)));
        Assert.Equal(Enumerable.Repeat(8, 7), drawn.SelectMany(labels => labels).CountBy(label => label).Select(label => label.Value));
    }

    [Theory]
    // More labels than a batch has pictures, as a flow's; fewer, and not evenly; those of the GAN's parts.
    [InlineData(100, 64, 100), InlineData(100, 32, 100), InlineData(40, 64, 40), InlineData(3, 16, 4), InlineData(8, 16, 4), InlineData(7, 8, 4)]
    public void Every_label_is_drawn_as_often_as_any_other(int labels, int count, int labelCount)
    {
        const int batches = 400;
        var sampler = new LabelSampler([.. Enumerable.Range(0, labels)], labels, new SeededRandom(1));

        var drawn = Enumerable.Range(0, batches).Select(_ => sampler.Next(count, labelCount).Labels).ToArray();

        var often = drawn.SelectMany(batch => batch).CountBy(label => label).ToDictionary(label => label.Key, label => label.Value);
        Assert.Equal(labels, often.Count);
        var expected = (double)batches * count / labels;
        Assert.All(often.Values, times => Assert.InRange(times, expected * 0.9, expected * 1.1));
        // And in changing company.
        Assert.True(drawn.Select(batch => string.Join(' ', batch.Distinct().Order())).Distinct().Count() > labels / labelCount || labelCount >= labels);
    }

    [Fact]
    public void Spread_within_labels_does_not_see_how_labels_differ_from_one_another()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var labels = tensor([0L, 1, 0, 1, 0, 1, 0, 1]);
        // The first group's labels are one picture each; in the second group each label's pictures lie 2 apart.
        var features = tensor(new float[,] { { 9, 1 }, { 3, 5 }, { 9, 1 }, { 3, 5 }, { 9, 1 }, { 3, 5 }, { 11, 3 }, { 5, 7 } });

        var spreads = SpreadWithinLabels.Of(features, labels, groups: 2).data<float>().ToArray();

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], spreads.Select(spread => Math.Round(spread, 2)));
    }
}
