namespace Twofold.Photos.Training.Tests;

public sealed class PhotoPairTrainerTests
{
    static readonly PhotoPairOptions Options = new();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e11)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_time_that_is_none_is_refused(double minutes) => await Refused("minutes", Options with { Minutes = minutes });

    [Fact]
    public async Task Names_that_are_empty_are_refused()
    {
        await Refused("backbone is empty", Options with { Backbone = "" });
        await Refused("samples is empty", Options with { Samples = "" });
        await Refused("training is empty", Options with { Unfinished = "" });
    }

    [Fact]
    public async Task What_a_pair_alone_does_not_have_is_not_thrown_away_in_silence()
    {
        foreach (var options in (PhotoPairOptions[])[Options with { CheckLabels = true }, Options with { KeepFeatures = true }])
            Assert.Contains("PhotoPairTrainer", (await Assert.ThrowsAsync<TwofoldException>(() => PhotoPair.TrainAsync("photos", options))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_pictures_than_memory_can_address_are_refused_before_they_are_read_or_made_smaller()
    {
        Assert.Equal(64, Plan(100_000, null).PictureSize);
        Assert.Equal(32, Plan(200_000, null).PictureSize);
        Assert.Contains("43,690", Assert.Throws<TwofoldException>(() => Plan(45_000, 128)).Message, StringComparison.Ordinal);

        static TrainingPlan Plan(int photos, int? size) => TrainingPlan.Make(Options with { Size = size }, hasBackbone: false, backboneTeaches: false, (photos, 2, 200));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_one_label_no_time_goes_to_telling_apart(bool backboneTeaches)
    {
        foreach (var hasBackbone in (bool[])[backboneTeaches, true])
        {
            var plan = TrainingPlan.Make(Options with { Minutes = 30 }, hasBackbone, backboneTeaches, (120, 1, 200));

            Assert.Equal(backboneTeaches ? CreatorTeacher.Recognizer : CreatorTeacher.None, plan.Teacher);
            Assert.Equal((0, false), (plan.ScratchShare, plan.Tunes));
            Assert.Contains("120 photos, 1 label:", plan.Describe(hasBackbone ? "made" : "", 120, 1), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_label_is_refused_where_nothing_but_telling_apart_is_asked_for()
    {
        var folder = Directory.CreateTempSubdirectory("twofold-one-");
        try
        {
            foreach (var name in (string[])["1.png", "2.png"])
                await File.WriteAllTextAsync(Path.Combine(folder.CreateSubdirectory("cats").FullName, name), name, TestContext.Current.CancellationToken);

            await Says("or let a creator be learned", Options with { Creator = CreatorChoice.None });
            await Says("of one label none can be wrong", Options with { CheckLabels = true });
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task Says(string advice, PhotoPairOptions options)
        {
            var message = (await Assert.ThrowsAsync<TwofoldException>(() => PhotoPairTrainer.TrainAsync(folder.FullName, options))).Message;
            Assert.Contains("has one label, 'cats'", message, StringComparison.Ordinal);
            Assert.Contains(advice, message, StringComparison.Ordinal);
        }
    }

    static async Task Refused(string words, PhotoPairOptions options) =>
        Assert.Contains(words, (await Assert.ThrowsAsync<TwofoldException>(() => PhotoPairTrainer.TrainAsync("photos", options))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_training_that_is_cancelled_before_there_is_anything_to_keep_is_a_cancelled_task()
    {
        var folder = Directory.CreateTempSubdirectory("twofold-cancelled-");
        try
        {
            foreach (var name in (string[])["cats/1.png", "cats/2.png", "dogs/1.png", "dogs/2.png"])
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.FullName, name))!); // It is in a folder.
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), name, TestContext.Current.CancellationToken);
            }

            var training = PhotoPairTrainer.TrainAsync(folder.FullName, Options, cancellation: new CancellationToken(canceled: true));

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => training);
            Assert.True(training.IsCanceled);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
