namespace Twofold.Workbench.Tests;

public sealed class SuspectsPageTests
{
    [Fact]
    public void Suspects_are_shown_in_the_style_of_all_pages_and_what_they_are_called_is_text()
    {
        using var scratch = new DrawnPair.Scratch();
        var photo = Path.Combine(scratch["cats"], "1.png");
        DrawnAnimals.Draw("rabbits", 48, 1).Save(photo);
        SuspectExample[] suspects = [.. Enumerable.Range(0, 30).Select(i => new SuspectExample(photo, "cats", "rabbits", 0.01, 0.99 - i / 100.0)), new("gone.png", "<b>", "cats", 0.2, 0.5)];

        SuspectsPage.Write(scratch["suspects.html"], suspects, 400);

        var page = File.ReadAllText(scratch["suspects.html"]);
        Assert.Contains("31 of 400 labels are probably wrong", page);
        Assert.Contains("<s>&lt;b&gt;</s>", page);
        Assert.Contains("cannot be read", page);
        // Of the style sheet that the reports have, and once.
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(page, "--paper: #faf8f3"));
        Assert.Contains("<main>", page);

        // An older one of its own is replaced, and no other.
        SuspectsPage.CheckName(scratch["suspects.html"]);
        File.WriteAllText(scratch["index.html"], "<!doctype html><title>Mine</title>");
        Assert.Contains("not known as a page", Assert.Throws<TwofoldException>(() => SuspectsPage.CheckName(scratch["index.html"])).Message);
    }
}
