namespace Twofold.Studio;

/// <summary>The pictures that were made here, in a folder for each job. They stay, but for those that a person discards, and with their job: the newest hundred, and what a page has kept.</summary>
sealed class MadePictures(StudioDatabase database)
{
    /// <summary>The folder of a job's pictures.</summary>
    public string FolderOf(string job) => Path.Combine(database.Home, "made", SafePart(job));

    /// <summary>The file of a picture.</summary>
    /// <exception cref="TwofoldException">It is not there.</exception>
    public string FileOf(MadePicture picture)
    {
        var file = PathOf(picture);
        return File.Exists(file) ? file : throw new TwofoldException($"The picture '{picture.File}' is not there any more: make it again, with the same seed.");
    }

    /// <summary>Removes a picture; one that is gone is gone.</summary>
    public void Discard(MadePicture picture)
    {
        if (Directory.Exists(FolderOf(picture.Job)))
            File.Delete(Path.Combine(FolderOf(picture.Job), SafePart(picture.File)));
    }

    /// <summary>Copies pictures, with what they say of where they come from, into a folder; a name that is taken gets a number, and what another page has discarded is left out.</summary>
    /// <returns>The files that were written.</returns>
    /// <exception cref="TwofoldException">None was given, or none is there.</exception>
    public IReadOnlyList<string> Export(IReadOnlyList<MadePicture?> pictures, string into)
    {
        if (pictures.Count == 0)
            throw new TwofoldException("No picture was kept: keep some first.");
        // The reader of JSON looks for null everywhere but in lists.
        MadePicture[] wanted = [.. pictures.Select(picture => picture ?? throw new TwofoldException("One of the pictures is null: give its job and its file."))];
        MadePicture[] there = [.. wanted.Where(picture => File.Exists(PathOf(picture)))];
        var written = new List<string>();
        foreach (var picture in there.Length > 0 ? there : wanted)
        {
            var source = FileOf(picture);
            var stem = Path.GetFileNameWithoutExtension(source);
            var target = Enumerable.Range(1, int.MaxValue).Select(n => Path.Combine(into, n == 1 ? $"{stem}.png" : $"{stem} ({n}).png")).First(path => !File.Exists(path));
            AtomicFile.Write(target, stream => stream.Write(File.ReadAllBytes(source)));
            written.Add(target);
        }

        return written;
    }

    string PathOf(MadePicture picture) => Path.Combine(FolderOf(picture.Job), SafePart(picture.File));

    // Names come from addresses.
    static string SafePart(string name) =>
        name.Length > 0 && name == Path.GetFileName(name) && name[0] != '.' ? name : throw new TwofoldException($"'{name}' is not the name of a picture.");
}

/// <summary>A picture that was made here.</summary>
/// <param name="Job">The job that made it.</param>
/// <param name="File">Its file's name.</param>
sealed record MadePicture(string Job, string File);
