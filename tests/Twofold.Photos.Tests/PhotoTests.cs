using System.Text;

namespace Twofold.Photos.Tests;

public sealed class PhotoTests : TemporaryFolder
{
    static readonly Photo Made = Of(30, 20);

    [Fact]
    public void A_saved_png_has_the_same_pixels_and_metadata()
    {
        var metadata = new Dictionary<string, string> { ["Software"] = "Twofold", ["Label"] = "猫 \"кот\"", ["Seed"] = "7" };
        Made.WithMetadata(metadata).Save(At("inner/made.png"));

        var read = Photo.Read(At("inner/made.png"));
        Assert.Equal(Made.Pixels.ToArray(), read.Pixels.ToArray());
        Assert.Equal(metadata, read.Metadata);
    }

    [Fact]
    public void Metadata_of_a_png_is_in_text_chunks_that_any_tool_can_read()
    {
        var bytes = Made.WithMetadata(new Dictionary<string, string> { ["Software"] = "Twofold" }).ToPng();

        // Length, type, key, zero, text, and the CRC-32 that Python's zlib.crc32 gives for type and content.
        byte[] chunk = [0, 0, 0, 16, .. "tEXtSoftware\0Twofold"u8];
        var at = bytes.AsSpan().IndexOf(chunk);
        Assert.Equal(33, at);
        Assert.Equal([0xB1, 0x80, 0x0C, 0x77], bytes[(at + chunk.Length)..(at + chunk.Length + 4)]);
    }

    [Fact]
    public void A_saved_jpeg_is_near_and_says_its_metadata()
    {
        Made.WithMetadata(new Dictionary<string, string> { ["Software"] = "Twofold" }).Save(At("made.jpg"));

        Assert.InRange(MadePhoto.Difference(Made, Photo.Read(At("made.jpg"))), 0, 4);
        Assert.Contains("Software: Twofold", Encoding.Latin1.GetString(File.ReadAllBytes(At("made.jpg"))));
    }

    [Fact]
    public void Another_ending_is_refused() =>
        Assert.Contains(".png or .jpg", Assert.Throws<TwofoldException>(() => Made.Save(At("made.xyz"))).Message);

    [Theory]
    [InlineData("")]
    [InlineData(" space")]
    [InlineData("schlüssel")]
    public void A_key_that_png_does_not_allow_is_refused(string key) =>
        Assert.Throws<TwofoldException>(() => Made.WithMetadata(new Dictionary<string, string> { [key] = "value" }));

    [Fact]
    public void Resizing_keeps_the_picture()
    {
        var large = Made.Resized(60, 40);
        Assert.Equal((60, 40), (large.Width, large.Height));
        Assert.InRange(MadePhoto.Difference(Made, large.Resized(30, 20)), 0, 3);
    }

    [Fact]
    public void Pixels_that_do_not_fit_the_size_are_refused() =>
        Assert.Contains("2x2", Assert.Throws<TwofoldException>(() => new Photo(2, 2, new byte[11])).Message);

    static Photo Of(int width, int height)
    {
        using var image = MadePhoto.Image(width, height);
        return Photo.Of(image);
    }
}
