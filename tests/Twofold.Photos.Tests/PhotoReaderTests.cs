using System.Diagnostics;
using NetVips;

namespace Twofold.Photos.Tests;

public sealed class PhotoReaderTests : TemporaryFolder
{
    static readonly PhotoPreparation Small = new(shortSide: 40, width: 32, height: 32);

    public static TheoryData<string> Formats => ["made.jpg", "made.png", "made.webp", "made.gif", "made.tif", "made.avif"];

    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_format_is_read_with_its_colors_and_places(string name)
    {
        using var image = MadePhoto.Image(64, 48);
        var made = Save(image, name);

        var photo = PhotoReader.Read(made);
        Assert.True(MadePhoto.Difference(Photo.Of(image), photo) < 6);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_content_decides_and_not_the_name(string name)
    {
        using var image = MadePhoto.Image(64, 48);
        var made = Save(image, name);
        var renamed = At("other.bmp");
        File.Copy(made, renamed);

        Assert.Equal(PhotoReader.Read(made).Pixels.ToArray(), PhotoReader.Read(renamed).Pixels.ToArray());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_stream_is_read_as_a_file_with_its_bytes(string name)
    {
        using var image = MadePhoto.Image(64, 48);
        var made = Save(image, name);
        using var stream = new MemoryStream([1, 2, 3, .. File.ReadAllBytes(made)]);
        stream.Position = 3;

        Assert.Equal(PhotoReader.Read(made).Pixels.ToArray(), Photo.Read(stream).Pixels.ToArray());
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void A_stream_keeps_the_metadata_and_the_orientation_of_a_file()
    {
        using var upright = MadePhoto.Image(60, 40);
        using var stored = Stored(upright, 6);
        using var tagged = stored.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", 6));
        Assert.InRange(MadePhoto.Difference(Photo.Of(upright), Photo.Read(new MemoryStream(tagged.JpegsaveBuffer()))), 0, 3);
        var text = new Dictionary<string, string> { ["Source"] = "a test" };
        Assert.Equal(text, Photo.Read(new MemoryStream(Photo.Of(upright).WithMetadata(text).ToPng())).Metadata);
    }

    [Fact]
    public void A_stream_is_refused_as_a_file_is()
    {
        using var image = MadePhoto.Image(640, 480);
        var jpeg = image.JpegsaveBuffer();
        Assert.Contains("is empty", Refused([]));
        Assert.Contains("its content is not JPEG", Refused([1, 2, 3]));
        Assert.Contains("cut short or damaged", Refused(jpeg[..(jpeg.Length / 2)]));
        Assert.Contains("640x480 pixels", Refused(jpeg, new PhotoReadOptions { MaxPixels = 100_000 }));
        Assert.Contains("it is longer than the limit", Refused(jpeg, new PhotoReadOptions { MaxDecodedBytes = jpeg.Length - 1 }));

        static string Refused(byte[] bytes, PhotoReadOptions? options = null) =>
            Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read(new MemoryStream(bytes), options)).Message;
    }

    [Fact]
    public void An_ordinary_photo_has_no_oddities_and_a_misnamed_tiny_or_long_one_has()
    {
        using var ordinary = MadePhoto.Image(64, 48);
        using var tiny = MadePhoto.Image(20, 12);
        using var wide = MadePhoto.Image(400, 40);
        var misnamed = At("misnamed.png");
        File.Copy(Save(ordinary, "made.jpg"), misnamed);

        Assert.Equal((64, 48, "JPEG"), (PhotoReader.Examine(At("made.jpg")).Width, PhotoReader.Examine(At("made.jpg")).Height, PhotoReader.Examine(At("made.jpg")).Format));
        Assert.Empty(PhotoReader.Examine(At("made.jpg")).Oddities);
        Assert.Equal(["named .png, but a JPEG"], PhotoReader.Examine(misnamed).Oddities);
        Assert.Equal(["very small: 20 x 12 pixels"], PhotoReader.Examine(Save(tiny, "tiny.png")).Oddities);
        Assert.Equal(["very long: 400 x 40 pixels, of which the middle is seen"], PhotoReader.Examine(Save(wide, "wide.png")).Oddities);
        File.WriteAllText(At("none.jpg"), "no photo");
        Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Examine(At("none.jpg")));
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Every_orientation_shows_the_same_upright_picture(int orientation)
    {
        using var upright = MadePhoto.Image(600, 400);
        using var stored = Stored(upright, orientation);
        using var tagged = stored.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", orientation));
        var path = Save(tagged, $"{orientation}.jpg");

        Assert.InRange(MadePhoto.Difference(Photo.Of(upright), PhotoReader.Read(path)), 0, 3);
        var wide = new PhotoPreparation(shortSide: 40, width: 40, height: 24);
        Assert.True(MadePhoto.Difference(PhotoReader.ReadPrepared(Save(upright, "upright.jpg"), wide), PhotoReader.ReadPrepared(path, wide)) < 3);
    }

    [Theory]
    [InlineData("landscape")]
    [InlineData("portrait")]
    public void Real_photos_stored_in_eight_orientations_give_the_same_picture(string name)
    {
        var folder = SharedData.Need("oddities/exif_orientation");
        var preparation = new PhotoPreparation(256, 224, 224);
        var pictures = Enumerable.Range(1, 8).Select(i => PhotoReader.ReadPrepared(Path.Combine(folder, $"{name}_{i}.jpg"), preparation)).ToList();

        // The files were compressed one by one: at full size already, they differ by up to 5. Turned by mistake, they differ by far more.
        Assert.All(pictures.Skip(1), picture => Assert.InRange(MadePhoto.Difference(pictures[0], picture), 0, 6));
        Assert.True(MadePhoto.Difference(pictures[0], new Photo(224, 224, TurnedAround(pictures[0]))) > 20);
    }

    [Fact]
    public void Sixteen_bits_are_read_as_eight()
    {
        using var image = MadePhoto.Image(64, 48);
        using var deep = (image * 257).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16);

        Assert.InRange(MadePhoto.Difference(Photo.Of(image), PhotoReader.Read(Save(deep, "deep.png"))), 0, 1);
    }

    [Fact]
    public void Gray_is_read_as_three_equal_colors()
    {
        using var image = MadePhoto.Image(64, 48);
        using var gray = image.ExtractBand(1).Copy(interpretation: Enums.Interpretation.Bw);
        var pixels = PhotoReader.Read(Save(gray, "gray.png")).Pixels.ToArray();

        Assert.All(pixels.Chunk(3), pixel => Assert.True(pixel[0] == pixel[1] && pixel[1] == pixel[2]));
        Assert.Equal(image.ExtractBand(1).WriteToMemory<byte>(), pixels.Chunk(3).Select(pixel => pixel[0]));
    }

    [Fact]
    public void Transparency_lies_on_white()
    {
        using var image = MadePhoto.Image(64, 48);
        using var clear = image.Bandjoin(0).Copy(interpretation: Enums.Interpretation.Srgb);
        using var solid = image.Bandjoin(255).Copy(interpretation: Enums.Interpretation.Srgb);

        Assert.All(PhotoReader.ReadPrepared(Save(clear, "clear.png"), Small).Pixels.ToArray(), value => Assert.Equal(255, value));
        Assert.InRange(MadePhoto.Difference(Photo.Of(image), PhotoReader.Read(Save(solid, "solid.png"))), 0, 1);
    }

    [Fact]
    public void Cmyk_is_read_in_its_colors()
    {
        using var image = MadePhoto.Image(64, 48);
        using var cmyk = image.IccTransform("cmyk", inputProfile: "srgb");
        var photo = PhotoReader.Read(Save(cmyk, "cmyk.jpg"));

        // Printing inks have fewer colors: the picture is near, not equal, and far from its negative.
        Assert.InRange(MadePhoto.Difference(Photo.Of(image), photo), 0, 40);
    }

    [Fact]
    public void A_color_profile_is_applied()
    {
        using var image = MadePhoto.Image(64, 48);
        using var wide = image.IccTransform("p3", inputProfile: "srgb");
        var path = Save(wide, "p3.png");

        Assert.True(MadePhoto.Difference(Photo.Of(image), PhotoReader.Read(path)) < 3);
        Assert.True(MadePhoto.Difference(Photo.Of(image), Photo.Of(wide)) > 4);
    }

    [Theory]
    [InlineData("p3", 1)]
    [InlineData("p3", 6)]
    [InlineData("srgb", 1)]
    [InlineData("srgb", 8)]
    public void A_prepared_photo_has_the_colors_of_its_profile_and_stands_upright(string profile, int orientation)
    {
        using var upright = MadePhoto.Image(1200, 800);
        using var stored = Stored(upright, orientation);
        using var colored = stored.IccTransform(profile, inputProfile: "srgb");
        using var tagged = colored.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", orientation));
        using var bare = tagged.Mutate(mutable => mutable.Remove("icc-profile-data"));
        Assert.True(tagged.Contains("icc-profile-data"));

        var expected = PhotoReader.ReadPrepared(Save(upright, "upright.jpg"), Small);
        var (seen, misread) = (Off(tagged, "tagged.jpg"), Off(bare, "bare.jpg"));

        Assert.InRange(seen, 0, 2);
        Assert.True(profile == "srgb" ? Math.Abs(seen - misread) < 0.5 : misread > 2 * seen, $"{seen} with its profile, {misread} without.");

        double Off(Image image, string name) => MadePhoto.Difference(expected, PhotoReader.ReadPrepared(Save(image, name), Small));
    }

    [Theory]
    [InlineData("gray.jpg")]
    [InlineData("gray.png")]
    public void A_prepared_gray_photo_has_three_equal_colors(string name)
    {
        using var image = MadePhoto.Image(64, 48);
        using var gray = image.ExtractBand(1).Copy(interpretation: Enums.Interpretation.Bw);
        var picture = PhotoReader.ReadPrepared(Save(gray, name), Small);

        Assert.All(picture.Pixels.ToArray().Chunk(3), pixel => Assert.True(pixel[0] == pixel[1] && pixel[1] == pixel[2]));
        var middle = PhotoReader.ReadPrepared(Save(image, "color.png"), Small).Pixels.ToArray().Chunk(3).Select(pixel => pixel[1]);
        Assert.InRange(picture.Pixels.ToArray().Chunk(3).Select(pixel => pixel[1]).Zip(middle, (one, other) => Math.Abs(one - other)).Average(), 0, 2);
    }

    [Fact]
    public void A_prepared_photo_is_the_middle_of_the_scaled_one()
    {
        using var image = MadePhoto.Image(1000, 600);
        var path = Save(image, "large.jpg");
        var whole = PhotoReader.Read(path).Resized(67, 40);
        var picture = PhotoReader.ReadPrepared(path, Small);
        using var all = NetVips.Image.NewFromMemory(whole.Pixels, 67, 40, 3, Enums.BandFormat.Uchar);
        using var middle = all.Crop(17, 4, 32, 32);

        Assert.InRange(MadePhoto.Difference(Photo.Of(middle), picture), 0, 3);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 900)]
    [InlineData(900, 3)]
    public void Tiny_and_narrow_photos_are_prepared_as_well(int width, int height)
    {
        using var image = MadePhoto.Image(width, height);
        var picture = PhotoReader.ReadPrepared(Save(image, "odd.png"), Small);
        Assert.Equal(Small.PictureBytes, picture.Pixels.Length);
    }

    [Fact]
    public void A_photo_cut_short_is_refused()
    {
        var path = MadePhoto.Jpeg(Folder, width: 400, height: 300);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..3000]);

        Assert.Contains("cut short or damaged", Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read(path)).Message);
        Assert.Throws<UnreadablePhotoException>(() => PhotoReader.ReadPrepared(path, Small));
    }

    [Fact]
    public void Limits_are_compared_with_the_header()
    {
        var path = MadePhoto.Jpeg(Folder, width: 400, height: 300);

        var pixels = Assert.Throws<UnreadablePhotoException>(() => PhotoReader.ReadPrepared(path, Small, new PhotoReadOptions { MaxPixels = 100_000 }));
        Assert.Contains("400x300 pixels", pixels.Message);
        var bytes = new PhotoReadOptions { MaxDecodedBytes = 100_000 };
        Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read(path, bytes));
        Assert.Equal(32, PhotoReader.ReadPrepared(path, Small, bytes).Width);
    }

    [Fact]
    public void A_bitmap_that_claims_a_gigantic_size_is_refused_before_it_is_decoded()
    {
        byte[] header = [.. "BM"u8, 54, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 0xC0, 0xC6, 0x2D, 0, 0x80, 0x84, 0x1E, 0, 1, 0, 24, 0, .. new byte[24]];
        File.WriteAllBytes(At("bomb.bmp"), header);

        var watch = Stopwatch.StartNew();
        Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read(At("bomb.bmp")));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_bitmap_is_read()
    {
        // Two pixels in one row, blue and red; rows are filled up to four bytes.
        byte[] bmp = [.. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, .. new byte[24], 255, 0, 0, 0, 0, 255, 0, 0];
        File.WriteAllBytes(At("two.bmp"), bmp);

        Assert.Equal([0, 0, 255, 255, 0, 0], PhotoReader.Read(At("two.bmp")).Pixels.ToArray());
        Assert.Equal([0, 0, 255, 255, 0, 0], Photo.Read(new MemoryStream(bmp)).Pixels.ToArray());
    }

    [Fact]
    public void Heic_is_read_by_the_systems_library_or_says_what_to_install()
    {
        var path = SharedData.Need("oddities/pillow/hopper.heif");
        if (Heic.IsAvailable)
            Assert.InRange(MadePhoto.Difference(PhotoReader.Read(SharedData.Need("oddities/pillow/hopper.avif")), PhotoReader.Read(path)), 0, 5);
        else
            Assert.Contains("install", Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read(path)).Message);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("hello, I am a text", "content is not JPEG")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "content is not JPEG")]
    public void What_is_no_photo_is_refused_with_a_sentence(string content, string reason)
    {
        File.WriteAllText(At("text.jpg"), content);
        Assert.Contains(reason, Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read(At("text.jpg"))).Message);
    }

    [Fact]
    public void What_is_missing_a_folder_or_a_device_is_refused_with_a_sentence()
    {
        Assert.Contains("no such file", Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read(At("none.jpg"))).Message);
        Assert.Contains("is a folder", Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read(Folder)).Message);
        Assert.SkipUnless(File.Exists("/dev/zero"), "needs a device of Unix");
        Assert.Contains("device", Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read("/dev/zero")).Message);
    }

    [Fact]
    public void A_name_that_looks_like_options_of_libvips_is_only_a_name()
    {
        var path = MadePhoto.Jpeg(Folder, "beach[shrink=8].jpg[page=2]");
        Assert.Equal(64, PhotoReader.Read(path).Width);
    }

    [Fact]
    public void Every_oddity_is_decoded_or_refused_with_a_sentence_within_ten_seconds()
    {
        var folder = SharedData.Need("oddities");
        var decoded = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".tsv", StringComparison.Ordinal)))
        {
            var watch = Stopwatch.StartNew();
            try
            {
                Assert.Equal(224 * 224 * 3, PhotoReader.ReadPrepared(path, new PhotoPreparation(256, 224, 224)).Pixels.Length);
                decoded++;
            }
            catch (UnreadablePhotoException exception)
            {
                Assert.True(exception.Reason.Length > 10 && exception.Reason.EndsWith('.') && !exception.Reason.Contains('\n'), exception.Message);
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{path} took {watch.Elapsed}");
        }

        Assert.True(decoded > 75, $"only {decoded} were decoded");
    }

    [Fact]
    public void Reading_many_photos_keeps_no_files_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "counts open files in /proc");
        var path = MadePhoto.Jpeg(Folder);
        for (var i = 0; i < 300; i++)
            PhotoReader.ReadPrepared(path, Small);
        Assert.InRange(TimesOpen(path), 0, 20);
    }

    static byte[] TurnedAround(Photo photo) => [.. photo.Pixels.ToArray().Chunk(3).Reverse().SelectMany(pixel => pixel)];

    // Only this file's: tests beside this one open and close files of their own meanwhile. libvips may keep the last few operations in its cache.
    static int TimesOpen(string path) => Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget == path);

    string Save(Image image, string name)
    {
        image.WriteToFile(At(name));
        return At(name);
    }

    // The inverse of what EXIF says a viewer has to do.
    static Image Stored(Image upright, int orientation) => orientation switch
    {
        2 => upright.FlipHor(),
        3 => upright.Rot180(),
        4 => upright.FlipVer(),
        5 => upright.Rot90().FlipHor(),
        6 => upright.Rot270(),
        7 => upright.Rot270().FlipHor(),
        8 => upright.Rot90(),
        _ => upright.Copy(),
    };
}
