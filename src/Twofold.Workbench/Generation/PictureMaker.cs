using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Makes new pictures of a label.</summary>
static class PictureMaker
{
    /// <summary>Pictures written between two reports.</summary>
    const int ReportEach = 32;

    /// <summary>Writes exactly the number of pictures that was asked for, each a PNG that says in its metadata what made it.</summary>
    /// <exception cref="TwofoldException">The model has no creator or does not know the label, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the pictures written so far stay.</exception>
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
        var files = new List<string>(request.Count);
        var shown = new List<Photo>();
        var options = new PhotoGenerationOptions { Truncation = request.Truncation, Insistence = request.Insistence, FlowSteps = request.FlowSteps, Guidance = request.Guidance };
        foreach (var photo in pair.Creator.Stream(request.Label, request.Count, request.Seed, options, cancellation))
        {
            var path = Path.Combine(request.Out, $"{stem}-{request.Seed}-{(files.Count + 1).ToString($"D{digits}")}.png");
            Enlargement.Of(photo, request.Scale).Save(path);
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
    }
}
