using System.Collections.Concurrent;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Looks through labelled photos before anything learns from them.</summary>
public static class Surveyor
{
    /// <summary>How many photos are between two reports.</summary>
    const int ReportEach = 20;

    /// <summary>Opens every photo as training will, and says what it found. Nothing is changed.</summary>
    /// <param name="request">The folder.</param>
    /// <param name="progress">Told how many photos were looked at; null for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">It is not a folder, or there are no photos in subfolders of it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SurveyResult Run(SurveyRequest request, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var folder = LabeledPhotoFolder.Scan(request.Folder, toLearn: false, progress, cancellation);
        var (unreadable, odd) = (new ConcurrentBag<SurveyedPhoto>(), new ConcurrentBag<SurveyedPhoto>());
        var looked = 0;
        Parallel.For(0, folder.Paths.Count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var (path, label) = (folder.Paths[i], folder.Labels[folder.Codes[i]]);
            try
            {
                if (PhotoReader.Examine(path) is { Oddities: [_, ..] oddities })
                    odd.Add(new SurveyedPhoto(path, label, string.Join("; ", oddities)));
            }
            catch (UnreadablePhotoException exception)
            {
                unreadable.Add(new SurveyedPhoto(path, label, exception.Reason));
            }

            var done = Interlocked.Increment(ref looked);
            if (done % ReportEach == 0 || done == folder.Paths.Count)
                progress?.Report(new WorkProgress("Looking at photos", done, folder.Paths.Count, "photos"));
        });

        var lost = unreadable.GroupBy(photo => photo.Label).ToDictionary(group => group.Key, group => group.Count());
        var counts = folder.Labels.Select((label, code) => (label, Count: folder.Codes.Count(other => other == code) - lost.GetValueOrDefault(label)))
            .ToDictionary(entry => entry.label, entry => entry.Count);
        return new SurveyResult
        {
            Counts = counts,
            Unreadable = InOrder(unreadable),
            Odd = InOrder(odd),
            Contradictions = folder.ContradictingFiles,
            // What the lists above show need not be said twice.
            Warnings = [.. folder.Warnings.Skip(folder.Contradictions.Count), .. folder.Tally.ToString() is { Length: > 0 } skipped ? [$"Passed over: {skipped}."] : Array.Empty<string>(), .. OneLabel(counts)],
            Obstacle = folder.NestedLabels ?? Obstacle(counts),
        };
    }

    static IEnumerable<string> OneLabel(Dictionary<string, int> counts) => counts.Count > 1
        ? []
        : [$"There is one label, '{counts.Keys.First()}', and nothing to tell apart: that is for learning to create pictures alone. To recognize, put photos of another into a folder beside it."];

    static string? Obstacle(Dictionary<string, int> counts)
    {
        var poor = counts.Where(entry => entry.Value < 2).Select(entry => entry.Key).ToList();
        return poor.Count > 0 ? $"Each label needs at least two photos, and {Spelling.List(poor)} {(poor.Count == 1 ? "has" : "have")} fewer: add some, or remove the folder." : null;
    }

    static IReadOnlyList<SurveyedPhoto> InOrder(IEnumerable<SurveyedPhoto> photos) => [.. photos.OrderBy(photo => photo.Path, StringComparer.Ordinal)];
}
