using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Makes new pictures of a label.</summary>
static class PictureMaker
{
    /// <summary>Pictures written between two reports.</summary>
    const int ReportEach = 32;

    /// <summary>Writes exactly the number of pictures that was asked for, each a PNG that says in its metadata what made it.</summary>
    /// <exception cref="TwofoldException">The model has no creator or does not know the label, or a file is there that is another one, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the pictures written so far stay, and the same again makes the rest.</exception>
    public static GenerateResult Run(PhotoPair pair, GenerateRequest request, IProgress<WorkProgress>? progress, IProgress<string>? made, CancellationToken cancellation)
    {
        if (File.Exists(request.Out))
            throw new TwofoldException($"'{request.Out}' is a file: give a folder for the pictures with '--out'.");
        if (request.Sheet is { } wanted && !wanted.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new TwofoldException($"The contact sheet '{wanted}' is no PNG file: give a name that ends in .png.");
        if (request.Sheet is { } sheetFile)
            NewFile.Require(sheetFile, "--sheet");
        Enlargement.Check(request.Scale, pair.Creator.Info.Size, pictures: 1);
        // As many digits as the count has, so that names sort as numbers do.
        var digits = Math.Max(4, request.Count.ToString().Length);
        var stem = SafeNames.Folder(request.Label);
        var options = new PhotoGenerationOptions { Truncation = request.Truncation, Insistence = request.Insistence, FlowSteps = request.FlowSteps, Guidance = request.Guidance };
        var photos = pair.Creator.Stream(request.Label, request.Count, request.Seed, options, cancellation);
        for (var i = 0; i < request.Count; i++)
            if (Path.Exists(PathOf(i)) && !SaysThatItIs(PathOf(i), request, i))
                throw Taken(PathOf(i));
        var files = new List<string>(request.Count);
        var shown = new List<Photo>();
        foreach (var photo in photos)
        {
            var path = PathOf(files.Count);
            Write(Enlargement.Of(photo, request.Scale), path);
            files.Add(path);
            made?.Report(path);
            if (request.Sheet is not null && shown.Count < ContactSheet.MaxPhotos)
                shown.Add(photo);
            if (files.Count % ReportEach == 0 || files.Count == request.Count)
                progress?.Report(new WorkProgress("Making pictures", files.Count, request.Count, "pictures"));
        }

        if (request.Sheet is { } sheet)
            ContactSheet.Make($"{request.Label}, made by Twofold, seed {request.Seed}", shown).Save(sheet);
        return new GenerateResult(files, request.Sheet);

        string PathOf(int index) => Path.Combine(request.Out, $"{stem}-{request.Seed}-{(index + 1).ToString($"D{digits}")}.png");
    }

    // What is there may be a person's own picture. Before the first is drawn it is known by what it says of itself; when it is drawn, by every byte.
    static bool SaysThatItIs(string path, GenerateRequest request, int index)
    {
        try
        {
            return PhotoReader.Read(path).Metadata.TryGetValue("Source", out var source) && $"{source},".Contains($", label {request.Label}, seed {request.Seed}, picture {index},", StringComparison.Ordinal);
        }
        catch (UnreadablePhotoException)
        {
            return false;
        }
    }

    // A command that was interrupted is given again: what it made before is this very picture.
    static void Write(Photo picture, string path)
    {
        if (!Path.Exists(path))
            picture.Save(path);
        else if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(picture.ToPng()))
            throw Taken(path);
    }

    static TwofoldException Taken(string path) =>
        new($"'{path}' is there already and is not overwritten, because it is another picture than this: choose another folder with '--out' or another '--seed', or remove it first.");
}
