using System.Text;
using NetVips;

namespace Twofold.Photos.Tests;

public sealed class PhotoAnimationTests : TemporaryFolder
{
    static readonly Photo[] Grays = [.. new byte[] { 20, 90, 160, 230 }.Select(gray => Gray(gray, 8, 6))];

    [Fact]
    public void A_saved_animation_has_its_frames_in_order_and_plays_without_end()
    {
        new PhotoAnimation(Grays) { FrameTime = TimeSpan.FromMilliseconds(80) }.Save(At("inner/made.gif"));

        using var read = Image.NewFromFile(At("inner/made.gif"), kwargs: new VOption { { "n", -1 } });
        Assert.Equal((8, 6, 4), (read.Width, (int)read.Get("page-height"), (int)read.Get("n-pages")));
        Assert.Equal([80, 80, 80, 80], (int[])read.Get("delay"));
        Assert.Equal(0, (int)read.Get("loop"));
        // Which 256 colors stand for a frame's own may be a level off.
        Assert.All(Grays.Index(), frame => Assert.Equal(frame.Item.Pixels.Span[0], read[3, (frame.Index * 6) + 2][0], 2.0));
    }

    [Fact]
    public void There_and_back_every_frame_is_followed_by_its_neighbor()
    {
        var there = new PhotoAnimation(Grays) { FrameTime = TimeSpan.FromMilliseconds(30), Metadata = new Dictionary<string, string> { ["Software"] = "Twofold" } };

        var back = there.ThereAndBack();

        Assert.Equal([Grays[0], Grays[1], Grays[2], Grays[3], Grays[2], Grays[1]], back.Frames);
        Assert.Equal((there.FrameTime, there.Metadata), (back.FrameTime, back.Metadata));
        Assert.Equal(2, new PhotoAnimation(Grays[..2]).ThereAndBack().Frames.Count);
    }

    [Theory]
    [InlineData("Twofold")]
    [InlineData("кот 猫")]
    [InlineData("")]
    public void Metadata_is_the_comment_and_leaves_the_frames_as_they_are(string value)
    {
        var metadata = new Dictionary<string, string> { ["Software"] = value, ["Source"] = new string('x', 600) };

        var gif = new PhotoAnimation(Grays) { Metadata = metadata }.ToGif();

        Assert.Equal($"Software: {value}\nSource: {metadata["Source"]}", Comment(gif));
        using var plain = Image.NewFromBuffer(new PhotoAnimation(Grays).ToGif(), kwargs: new VOption { { "n", -1 } });
        using var commented = Image.NewFromBuffer(gif, kwargs: new VOption { { "n", -1 } });
        Assert.Equal(plain.WriteToMemory<byte>(), commented.WriteToMemory<byte>());
        Assert.Equal(0, (int)commented.Get("loop"));
    }

    [Fact]
    public void A_single_frame_is_a_picture() => Assert.Equal((8, 6), Size(new PhotoAnimation(Grays[..1]) { Metadata = new Dictionary<string, string> { ["Software"] = "Twofold" } }.ToGif()));

    [Fact]
    public void Frames_of_two_sizes_none_and_too_many_are_refused()
    {
        Assert.Contains("9x6", Refusal(() => new PhotoAnimation([Grays[0], Gray(1, 9, 6)])));
        Assert.Contains("0 frames", Refusal(() => new PhotoAnimation([])));
        Assert.Contains("2001 frames", Refusal(() => new PhotoAnimation([.. Enumerable.Repeat(Grays[0], 2001)])));
    }

    [Fact]
    public void Another_ending_and_a_time_that_no_browser_keeps_are_refused()
    {
        Assert.Contains(".gif", Assert.Throws<TwofoldException>(() => new PhotoAnimation(Grays).Save(At("made.webp"))).Message);
        Assert.Contains("5 ms", Refusal(() => new PhotoAnimation(Grays) { FrameTime = TimeSpan.FromMilliseconds(5) }));
    }

    static string Refusal(Func<object?> action) => Assert.Throws<TwofoldException>(action).Message;

    static (int, int) Size(byte[] gif)
    {
        using var image = Image.NewFromBuffer(gif);
        return (image.Width, image.Height);
    }

    static Photo Gray(byte gray, int width, int height) => new(width, height, Enumerable.Repeat(gray, 3 * width * height).ToArray());

    /// <summary>The comment, put together out of its blocks of up to 255 bytes.</summary>
    static string Comment(byte[] gif)
    {
        var comment = new List<byte>();
        for (var at = gif.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x21, 0xFE]) + 2; gif[at] != 0; at += gif[at] + 1)
            comment.AddRange(gif[(at + 1)..(at + 1 + gif[at])]);
        return Encoding.UTF8.GetString([.. comment]);
    }
}
