using Twofold.Photos;

namespace Twofold.Workbench.Tests;

public sealed class ContactSheetTests
{
    [Fact]
    public void Every_photo_of_a_sheet_is_on_it()
    {
        var colors = new byte[] { 10, 90, 170, 250 };

        var sheet = ContactSheet.Make("Four grays", [.. colors.Select(gray => new Photo(128, 128, Enumerable.Repeat(gray, 128 * 128 * 3).ToArray()))]);

        var pixels = sheet.Pixels.ToArray();
        Assert.All(colors, gray => Assert.True(pixels.Count(value => value == gray) >= 128 * 128 * 3));
    }

    [Fact]
    public void Captions_are_drawn_in_any_alphabet_and_never_fail()
    {
        var photo = DrawnAnimals.Draw("cats", 64, 1);

        var plain = ContactSheet.Make("", [new CaptionedPhoto(photo, "")]);
        var captioned = ContactSheet.Make("Łódź, кошка, 猫", [new CaptionedPhoto(photo, "a caption that is much longer than the photo is wide \ud83d\udc31")]);

        Assert.True(captioned.Height > plain.Height);
        Assert.Contains(captioned.Pixels.ToArray(), value => value < 60);
    }

    [Fact]
    public void A_sheet_of_no_photos_is_refused() =>
        Assert.Contains("0 photos", Assert.Throws<TwofoldException>(() => ContactSheet.Make("Empty", Array.Empty<Photo>())).Message);
}
