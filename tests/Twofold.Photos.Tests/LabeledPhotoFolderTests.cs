namespace Twofold.Photos.Tests;

public sealed class LabeledPhotoFolderTests : TemporaryFolder
{
    [Fact]
    public void Subfolders_are_labels_at_any_depth()
    {
        Make("dogs/1.jpg", "dogs/2.jpg", "cats/1.jpg", "cats/indoors/2.jpg", "cats/indoors/3.jpg", "loose.jpg");

        var found = Scan(Folder);

        Assert.Equal(["cats", "dogs"], found.Labels);
        Assert.Equal([0, 0, 0, 1, 1], found.Codes);
        Assert.All(found.Paths.Zip(found.Codes), photo => Assert.StartsWith(At(found.Labels[photo.Second]), photo.First));
        Assert.Equal(1, found.LoosePhotos);
        Assert.Contains(found.Warnings, warning => warning.Contains("have no label"));
    }

    [Fact]
    public void What_a_sort_gave_no_label_is_no_label()
    {
        Make("dogs/1.jpg", "dogs/2.jpg", "cats/1.jpg", "cats/2.jpg", "_unsure/1.jpg", "_unsure/2.jpg", "_unfamiliar/1.jpg", "_unreadable/1.jpg", "_other/1.jpg", "_other/2.jpg");

        var found = Scan(Folder);

        Assert.Equal(["_other", "cats", "dogs"], found.Labels);
        Assert.Equal((6, 4), (found.Paths.Count, found.SetAsidePhotos));
        Assert.Contains(found.Warnings, warning => warning.Contains("4 photos") && warning.Contains("_unsure") && warning.Contains("left out"));
    }

    [Fact]
    public void A_folder_of_nothing_but_what_a_sort_gave_no_label_is_refused()
    {
        Make("_unsure/1.jpg", "_unsure/2.jpg");
        Refused("2 photos lie where a sort puts what it gives no label");
    }

    [Fact]
    public void A_folder_in_which_every_photo_has_two_labels_is_refused_also_to_measure_with()
    {
        Make("cats/1.jpg", "dogs/other.jpg");
        File.Copy(At("cats/1.jpg"), At("dogs/other.jpg"), overwrite: true);

        Assert.Contains("under two labels or more", Assert.Throws<TwofoldException>(() => LabeledPhotoFolder.Scan(Folder, toLearn: false)).Message);
    }

    [Fact]
    public void The_largest_photo_is_looked_for_in_each_label()
    {
        foreach (var (label, count, side) in (ReadOnlySpan<(string, int, int)>)[("a", 500, 8), ("b", 3, 90), ("c", 500, 8)])
            for (var i = 0; i < count; i++)
                new Photo(side, side, BackboneGraphTests.RandomPictures(side * side * 3, seed: (ulong)(1000 * label[0]) + (ulong)i)).Save(At($"{label}/{i}.png"));

        Assert.Equal((8, 90), LabeledPhotoFolder.Scan(Folder).ShortSides());
    }

    [Fact]
    public void The_same_photo_under_two_labels_is_named_and_left_out()
    {
        Make("cats/1.jpg", "cats/2.jpg", "cats/3.jpg", "dogs/1.jpg", "dogs/2.jpg");
        File.Copy(At("cats/1.jpg"), At("dogs/same.jpg"));
        // A repeated photo under one label contradicts nothing.
        File.Copy(At("cats/2.jpg"), At("cats/copy.jpg"));

        var found = Scan(Folder);

        Assert.Equal([At("cats/2.jpg"), At("cats/3.jpg"), At("cats/copy.jpg"), At("dogs/1.jpg"), At("dogs/2.jpg")], found.Paths);
        var named = Assert.Single(found.Contradictions);
        Assert.Contains(At("cats/1.jpg"), named);
        Assert.Contains(At("dogs/same.jpg"), named);
    }

    [Fact]
    public void Divided_each_label_has_its_share_in_both_parts_and_rare_labels_are_in_neither()
    {
        Make([.. Enumerable.Range(0, 8).Select(i => $"cats/{i}.jpg"), .. Enumerable.Range(0, 4).Select(i => $"dogs/{i}.jpg"), "birds/1.jpg", "birds/2.jpg"]);
        var found = Scan(Folder);

        var (train, test) = found.Split(0.25, seed: 3);

        Assert.All([train, test], part => Assert.Equal(["cats", "dogs"], part.Labels));
        Assert.Equal((6, 3), (train.Codes.Count(code => code == 0), train.Codes.Count(code => code == 1)));
        Assert.Equal((2, 1), (test.Codes.Count(code => code == 0), test.Codes.Count(code => code == 1)));
        Assert.Empty(train.Paths.Intersect(test.Paths));
        Assert.All(test.Paths.Zip(test.Codes), photo => Assert.StartsWith(At(test.Labels[photo.Second]), photo.First));
        Assert.Equal(test.Paths, found.Split(0.25, seed: 3).Test.Paths);
        Assert.Equal(3, found.Split(0.25, leastOfLabel: 2).Train.Labels.Count);
        Assert.Contains("0 labels with 9 photos", Assert.Throws<TwofoldException>(() => found.Split(0.25, leastOfLabel: 9)).Message);
        Assert.Contains("a share of 1 to test", Assert.Throws<TwofoldException>(() => found.Split(1)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void An_empty_folder_is_refused() => Refused("it is empty");

    [Fact]
    public void A_folder_of_photos_without_labels_is_refused()
    {
        Make("1.jpg", "2.jpg");
        Refused("2 photos lie in it directly");
    }

    [Fact]
    public void One_label_will_do_until_there_is_to_be_something_to_tell_apart()
    {
        Make("cats/1.jpg", "cats/2.jpg");

        var found = Scan(Folder);

        Assert.Equal(["cats"], found.Labels);
        Assert.Contains("one label, 'cats'", Assert.Throws<TwofoldException>(() => found.RequireTwoLabels()).Message);
        Assert.Contains("one label, 'cats'", Assert.Throws<TwofoldException>(() => PhotoComparison.Run(Folder)).Message);
    }

    [Fact]
    public void A_label_with_one_photo_is_refused()
    {
        Make("cats/1.jpg", "cats/2.jpg", "dogs/1.jpg");
        Refused("'dogs' has 1 photo:");
    }

    [Fact]
    public void A_file_in_place_of_a_folder_is_refused() =>
        Assert.Contains("is a file", Assert.Throws<TwofoldException>(() => Scan(MadePhoto.Jpeg(Folder))).Message);

    static LabeledPhotoFolder Scan(string folder) => LabeledPhotoFolder.Scan(folder, cancellation: TestContext.Current.CancellationToken);

    void Refused(string because) => Assert.Contains(because, Assert.Throws<TwofoldException>(() => Scan(Folder)).Message);

    // Every photo of another width, so that no two have the same bytes.
    void Make(params string[] names)
    {
        for (var i = 0; i < names.Length; i++)
            MadePhoto.Jpeg(Folder, names[i], width: 20 + i);
    }
}
