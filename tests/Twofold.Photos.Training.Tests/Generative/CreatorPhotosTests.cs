namespace Twofold.Photos.Training.Tests;

public sealed class CreatorPhotosTests
{
    [Fact]
    public void A_label_of_few_photos_keeps_them_and_no_other_label_from_being_scored()
    {
        var read = new ReadPhotos(pictureSize: 8);
        foreach (var label in (string[])[.. Enumerable.Repeat("bears", 300), .. Enumerable.Repeat("cats", 300), .. Enumerable.Repeat("dogs", 9)])
            read.Add(new ReadPhoto($"{label}/{read.Count}.jpg", label, Features: null, Picture: null, Error: null));
        var recognizer = new TrainedRecognizer("a backbone", PhotoPreparation.Square(8), [], Head: null!, HeldOut: null); // Its head has no say in it.

        var (training, keptAside) = CreatorPhotos.Divide(read, recognizer, topUp: null, seed: 1);

        Assert.Equal(60, keptAside.Length);
        Assert.DoesNotContain("dogs", read.LabelsOf(keptAside));
        Assert.Equal(9, read.LabelsOf(training).Count(label => label == "dogs"));
        Assert.Empty(training.Intersect(keptAside));
    }

    [Fact]
    public void Of_many_labels_with_few_photos_each_none_are_kept_aside_of_which_nothing_could_be_said()
    {
        var read = new ReadPhotos(pictureSize: 8);
        for (var i = 0; i < 20 * 30; i++)
            read.Add(new ReadPhoto($"{i}.jpg", $"{i % 20}", Features: null, Picture: null, Error: null));
        Assert.Empty(CreatorPhotos.Divide(read, new TrainedRecognizer("a backbone", PhotoPreparation.Square(8), [], Head: null!, HeldOut: null), topUp: null, seed: 1).KeptAside); // As above.
    }

    [Fact]
    public void Where_photos_are_few_all_are_learned_from()
    {
        var read = new ReadPhotos(pictureSize: 8);
        for (var i = 0; i < 200; i++)
            read.Add(new ReadPhoto($"{i}.jpg", i % 2 == 0 ? "cats" : "dogs", Features: null, Picture: null, Error: null));
        Assert.Empty(CreatorPhotos.Divide(read, new TrainedRecognizer("a backbone", PhotoPreparation.Square(8), [], Head: null!, HeldOut: null), topUp: null, seed: 1).KeptAside); // As above.
    }
}
