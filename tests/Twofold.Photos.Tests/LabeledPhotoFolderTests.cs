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
    public void An_empty_folder_is_refused() => Refused("it is empty");

    [Fact]
    public void A_folder_of_photos_without_labels_is_refused()
    {
        Make("1.jpg", "2.jpg");
        Refused("2 photos lie in it directly");
    }

    [Fact]
    public void One_label_is_refused()
    {
        Make("cats/1.jpg", "cats/2.jpg");
        Refused("one label, 'cats'");
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

    static LabeledPhotoFolder Scan(string folder) => LabeledPhotoFolder.Scan(folder, cancellationToken: TestContext.Current.CancellationToken);

    void Refused(string because) => Assert.Contains(because, Assert.Throws<TwofoldException>(() => Scan(Folder)).Message);

    // Every photo of another width, so that no two have the same bytes.
    void Make(params string[] names)
    {
        for (var i = 0; i < names.Length; i++)
            MadePhoto.Jpeg(Folder, names[i], width: 20 + i);
    }
}
