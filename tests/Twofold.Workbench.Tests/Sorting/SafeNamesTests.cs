using System.Text;

namespace Twofold.Workbench.Tests;

public sealed class SafeNamesTests
{
    [Theory]
    [InlineData("cats", "cats"), InlineData("Größe 3 🐈", "Größe 3 🐈"), InlineData("a.b_c", "a.b_c")]
    [InlineData("..", "%2E%2E"), InlineData(".", "%2E"), InlineData(".twofold", "%2Etwofold"), InlineData("a/b", "a%2Fb"), InlineData("a\\b", "a%5Cb")]
    [InlineData("CON", "%43ON"), InlineData("con.jpg", "%63on.jpg"), InlineData("lpt1", "%6Cpt1"), InlineData("CONE", "CONE")]
    [InlineData("_unsure", "%5Funsure"), InlineData("_Unfamiliar", "%5FUnfamiliar"), InlineData("_other", "_other"), InlineData("manifest.csv", "%6Danifest.csv")]
    [InlineData("end.", "end%2E"), InlineData("end ", "end%20"), InlineData("", "%empty"), InlineData("100%", "100%25"), InlineData("a\nb\0", "a%0Ab%00")]
    public void A_label_becomes_a_harmless_folder(string label, string folder) => Assert.Equal(folder, SafeNames.Folder(label));

    [Fact]
    public void Different_labels_become_different_folders()
    {
        string[] parts = ["", "a", "%", "/", "%2F", "2F", ".", "..", " ", "_unsure", "CON", "con", "empty", "%empty", "\\", new string('x', 254), new string('é', 200), new string('é', 201)];
        var labels = parts.SelectMany(one => parts.Select(other => one + other)).Distinct().ToList();
        var folders = labels.Select(SafeNames.Folder).ToList();
        Assert.Equal(labels.Count, folders.Distinct().Count());
        Assert.All(folders, folder => Assert.InRange(Encoding.UTF8.GetByteCount(folder), 1, 255));
    }

    [Fact]
    public void A_suffix_keeps_a_name_within_255_bytes_and_its_extension()
    {
        var stem = new string('猫', 83);
        var name = SafeNames.Numbered(stem + ".jpeg", stem, 12);
        Assert.EndsWith("猫 (12).jpeg", name);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 250, 255);
    }

    [Theory, InlineData("a.", 253), InlineData("a", 0), InlineData("x.", 200)]
    public void A_suffix_fits_whatever_stands_behind_the_last_dot(string start, int ending)
    {
        var name = start + new string('y', ending);
        var stem = Path.GetFileNameWithoutExtension(name);
        Assert.Equal(3, Enumerable.Range(1, 3).Select(n => SafeNames.Numbered(name, stem, n)).Distinct().Count());
        Assert.All(Enumerable.Range(1, 3).Append(1_000_000_000), n => Assert.InRange(Encoding.UTF8.GetByteCount(SafeNames.Numbered(name, stem, n)), 1, 255));
        Assert.StartsWith($"{stem} (2)", SafeNames.Numbered(name, stem, 2));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(7), InlineData(1000)]
    public void The_first_free_number_follows_those_taken(int taken) => Assert.Equal(taken + 1, SafeNames.FirstFree(n => n <= taken));
}
