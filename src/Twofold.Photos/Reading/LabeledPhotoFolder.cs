using System.Security.Cryptography;

namespace Twofold.Photos;

/// <summary>Labeled photos as people keep them: a folder with one subfolder for each label, named after it.</summary>
public sealed class LabeledPhotoFolder
{
    LabeledPhotoFolder(
        string folder, string[] labels, string[] paths, int[] codes, int loosePhotos, int setAsidePhotos, IReadOnlyList<IReadOnlyList<string>> contradictions, PhotoFolderTally tally) =>
        (Folder, Labels, Paths, Codes, LoosePhotos, SetAsidePhotos, ContradictingFiles, Tally) = (folder, labels, paths, codes, loosePhotos, setAsidePhotos, contradictions, tally);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The labels in ordinal order: the names of the subfolders that have photos in them, at any depth.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The photos' files, label by label, <c>[photos]</c>. They were not opened beyond their first bytes: one may turn out to be unreadable.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>For each photo the index of its label in <see cref="Labels"/>, <c>[photos]</c>.</summary>
    public int[] Codes { get; }

    /// <summary>Photos that lie in the folder itself and so have no label; they are left out.</summary>
    public int LoosePhotos { get; }

    /// <summary>Photos that a sort gave no label, in one of the <see cref="SetAsideFolders"/>; they are left out.</summary>
    public int SetAsidePhotos { get; }

    /// <summary>The files that were left out because the same photo (the same bytes) lies under two labels or more: one entry a photo, naming all of its files.</summary>
    public IReadOnlyList<string> Contradictions => [.. ContradictingFiles.Select(files => string.Join(", ", files.Select(file => $"'{file}'")))];

    /// <summary>The same, as the paths of each photo's files.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ContradictingFiles { get; }

    /// <summary>What else was found and left out.</summary>
    public PhotoFolderTally Tally { get; }

    /// <summary>What a person should know before learning from this folder, in sentences; empty where there is nothing.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            foreach (var files in Contradictions)
                yield return $"The same photo has two labels and is left out: {files}.";
            if (LoosePhotos > 0)
                yield return $"{LoosePhotos} photos lie in '{Folder}' itself and have no label: they are left out.";
            if (SetAsidePhotos > 0)
                yield return $"{SetAsidePhotos} photos lie where a sort puts what it gives no label ({string.Join(", ", SetAsideFolders.All)}): they are left out.";
            foreach (var unreadable in Tally.UnreadableFolders)
                yield return $"The folder {unreadable} could not be read: its photos are left out.";
        }
    }

    /// <summary>Finds the labels and photos of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="toLearn">Whether it must do to learn from (the default): two photos of each label. To measure with, less will do.</param>
    /// <param name="progress">Told how many photos were found.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="TwofoldException">It is not a folder or has no photos; or, to learn from, a label with one photo.</exception>
    public static LabeledPhotoFolder Scan(string folder, bool toLearn = true, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        PhotoFolder.CheckFolder(folder);
        var tally = new PhotoFolderTally();
        var found = new List<(string Label, string Path)>();
        var (loose, setAside) = (0, 0);
        foreach (var path in PhotoFolder.Walk(folder, tally))
        {
            cancellation.ThrowIfCancellationRequested();
            var parts = Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
            if (parts.Length == 1)
                loose++;
            else if (SetAsideFolders.All.Contains(parts[0]))
                setAside++;
            else
                found.Add((parts[0], path));
            if (tally.Photos % 1000 == 0)
                progress?.Report(new WorkProgress("Finding photos", tally.Photos, null, "photos"));
        }

        var contradictions = Contradicting(found, cancellation);
        var contradicting = contradictions.SelectMany(files => files).ToHashSet();
        var byLabel = found.GroupBy(photo => photo.Label, photo => photo.Path).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Label: group.Key, Found: group.Count(), Paths: group.Where(path => !contradicting.Contains(path)).ToList())).ToList();
        CheckAny(folder, byLabel.Count, loose, setAside, tally);
        if (byLabel.All(label => label.Paths.Count == 0))
            throw new TwofoldException($"Each photo in '{folder}' lies under two labels or more, so that none of them says which it has; the first: {string.Join(", ", contradictions[0].Select(file => $"'{file}'"))}. Leave each where it belongs.");
        if (toLearn)
            CheckEnough(folder, byLabel);
        return new LabeledPhotoFolder(
            folder,
            [.. byLabel.Select(label => label.Label)],
            [.. byLabel.SelectMany(label => label.Paths)],
            [.. byLabel.SelectMany((label, code) => Enumerable.Repeat(code, label.Paths.Count))],
            loose,
            setAside,
            contradictions,
            tally);
    }

    /// <summary>
    /// The shorter side of a typical photo and of a large one, in pixels; 0 where none can be read. Some of each label tell it: opening every photo would double the disk's work.
    /// </summary>
    internal (int Typical, int Largest) ShortSides()
    {
        const int looked = 200, ofALabel = 5;
        var stride = Math.Max(1, Paths.Count / looked);
        HashSet<int> spread = [.. Enumerable.Range(0, Paths.Count).Where(photo => photo % stride == 0)];
        var ofEachLabel = Codes.Index().GroupBy(code => code.Item, code => code.Index).Select(label => label.ToList())
            .SelectMany(label => Enumerable.Range(0, ofALabel).Select(i => label[i * label.Count / ofALabel]));
        var sides = new Dictionary<int, int>();
        foreach (var photo in spread.Union(ofEachLabel))
            if (PhotoReader.TryReadSize(Paths[photo]) is { } size)
                sides[photo] = Math.Min(size.Width, size.Height);
        int[] typical = [.. sides.Where(photo => spread.Contains(photo.Key)).Select(photo => photo.Value).Order()];
        return typical.Length == 0 ? (0, 0) : (typical[typical.Length / 2], sides.Values.Max());
    }

    /// <summary>Divides the photos into those to learn from and those to test on, of each label the same share.</summary>
    /// <param name="testShare">The share to test on, above 0 and below 1.</param>
    /// <param name="seed">The seed of the division.</param>
    /// <param name="leastOfLabel">Labels with fewer photos are in neither. Default 3: two to learn from, and one to test on.</param>
    /// <returns>Both parts; what was left out of the folder (<see cref="Warnings"/>) is told by each.</returns>
    /// <exception cref="TwofoldException">A number is out of its range, or fewer than two labels have so many photos.</exception>
    public (LabeledPhotoFolder Train, LabeledPhotoFolder Test) Split(double testShare, ulong seed = 0, int leastOfLabel = 3)
    {
        if (leastOfLabel < 2)
            throw new TwofoldException($"{leastOfLabel} photos of a label to divide: ask for at least 2.");
        if (testShare is not (> 0 and < 1))
            throw new TwofoldException($"A share of {testShare} to test on: give a number above 0 and below 1.");
        var frequent = Codes.CountBy(code => code).Where(label => label.Value >= leastOfLabel).Select(label => label.Key).ToHashSet();
        if (frequent.Count < 2)
            throw new TwofoldException($"'{Folder}' has {frequent.Count} labels with {leastOfLabel} photos or more: two such labels are needed to learn from one part and test on the other; add photos.");
        int[] used = [.. Enumerable.Range(0, Codes.Length).Where(i => frequent.Contains(Codes[i]))];
        var (train, test) = Stratification.Split([.. used.Select(i => Codes[i])], testShare, seed);
        return (Only([.. train.Select(i => used[i])]), Only([.. test.Select(i => used[i])]));
    }

    LabeledPhotoFolder Only(int[] photos)
    {
        var encoding = LabelEncoding.Of([.. photos.Select(i => Labels[Codes[i]])], photos.Length);
        return new LabeledPhotoFolder(Folder, [.. encoding.Labels], [.. photos.Select(i => Paths[i])], encoding.Codes, LoosePhotos, SetAsidePhotos, ContradictingFiles, Tally);
    }

    /// <summary>Refuses one label, where there is to be something to tell apart.</summary>
    /// <param name="otherwise">What can be done with one label, as the end of a sentence.</param>
    internal void RequireTwoLabels(string otherwise = "")
    {
        if (Labels is [var only])
            throw new TwofoldException($"'{Folder}' has one label, '{only}': two or more are needed to tell apart. Put photos of another label into a folder beside it{otherwise}.");
    }

    /// <summary>
    /// What is wrong, in a sentence, where the photos of the only label lie in two folders of it or more: those are likely the labels, and the folder above them
    /// was given; null where they do not.
    /// </summary>
    public string? NestedLabels
    {
        get
        {
            if (Labels is not [var only])
                return null;
            var within = Path.Combine(Folder, only);
            string[] folders = [.. Paths.Select(path => Path.GetRelativePath(within, path).Split(Path.DirectorySeparatorChar)).Where(parts => parts.Length > 1).Select(parts => parts[0]).Distinct().Order(StringComparer.Ordinal)];
            return folders.Length < 2 ? null
                : $"'{Folder}' has one label, '{only}', and its photos lie in folders of it such as '{folders[0]}' and '{folders[1]}': if those are the labels, give '{within}'; if not, put the photos into '{within}' itself.";
        }
    }

    /// <summary>Refuses <see cref="NestedLabels"/>.</summary>
    internal void RequireNoNestedLabels()
    {
        if (NestedLabels is { } wrong)
            throw new TwofoldException(wrong);
    }

    const string Expected = "one subfolder for each label, named after it, with at least two photos in each, is expected";

    static void CheckAny(string folder, int labels, int loose, int setAside, PhotoFolderTally tally)
    {
        if (labels > 0)
            return;
        var instead = loose > 0 ? $"its {loose} photos lie in it directly"
            : setAside > 0 ? $"its {setAside} photos lie where a sort puts what it gives no label"
            : tally.ToString() is { Length: > 0 } skipped ? $"it has only {skipped}" : "it is empty";
        throw new TwofoldException($"'{folder}' has no labeled photos ({instead}): {Expected}.");
    }

    static void CheckEnough(string folder, List<(string Label, int Found, List<string> Paths)> labels)
    {
        foreach (var (label, all, paths) in labels)
        {
            if (paths.Count >= 2)
                continue;
            var removed = all > paths.Count ? $" ({all - paths.Count} more were left out because they also lie under another label)" : "";
            throw new TwofoldException($"The label '{label}' has {paths.Count} {(paths.Count == 1 ? "photo" : "photos")}{removed}: at least 2 are needed, one to learn from and one to measure with; add photos to '{Path.Combine(folder, label)}' or remove it.");
        }
    }

    // Only files of the same length can be the same; of those, the bytes are compared by their SHA-256.
    static List<List<string>> Contradicting(List<(string Label, string Path)> photos, CancellationToken cancellation) =>
    [
        .. photos.GroupBy(photo => LengthOf(photo.Path)).Where(group => group.Key > 0 && HasTwoLabels(group))
            .SelectMany(sameLength => sameLength.GroupBy(photo => Sha256Of(photo.Path, cancellation)).Where(group => group.Key.Length > 0 && HasTwoLabels(group)))
            .Select(same => same.Select(photo => photo.Path).ToList()),
    ];

    static bool HasTwoLabels(IEnumerable<(string Label, string Path)> photos) => photos.Select(photo => photo.Label).Distinct().Skip(1).Any();

    /// <summary>A file's length in bytes; 0 where it is not there: that is said where the photo is read.</summary>
    internal static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>A file's SHA-256; empty where it cannot be read.</summary>
    internal static string Sha256Of(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
