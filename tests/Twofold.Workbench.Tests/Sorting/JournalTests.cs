using System.Diagnostics;
using Twofold.Photos;

namespace Twofold.Workbench.Tests;

public sealed class JournalTests
{
    [Fact]
    public void Asking_for_a_photo_takes_no_longer_when_many_are_sorted()
    {
        const int photos = 30_000, questions = 2_000;
        using var place = new Playground();
        Directory.CreateDirectory(place.Into);
        using var journal = Journal.Open(place.Into);
        var sort = journal.AddSort(place.Photos, SortMode.Copy, "model");
        var facts = default(FileFacts);
        journal.InTransaction(() =>
        {
            for (var i = 0; i < photos; i++)
            {
                var photo = journal.AddPhoto(sort, new PhotoPrediction { Path = Source(i) }, "cats");
                journal.Conclude(journal.AddAction(sort, photo, Source(i), Destination(i), facts), Journal.Outcome.Done);
            }
        });

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < questions; i++)
        {
            Assert.NotNull(journal.Latest(sort, Source(i)));
            Assert.Null(journal.Latest(sort, Source(photos + i)));
            Assert.True(journal.IsMade(sort, Destination(i)));
            Assert.False(journal.IsMade(sort, Source(i)));
        }

        journal.ForEachPhoto(_ => { });

        // It is a tenth of a second; going through all photos for each took a minute.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);

        string Source(int i) => Path.Combine(place.Photos, $"{i}.jpg");
        string Destination(int i) => Path.Combine(place.Into, "cats", $"{i}.jpg");
    }
}
