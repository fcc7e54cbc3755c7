using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Twofold.Photos;
using Twofold.Tables.Reading;

namespace Twofold.Studio;

/// <summary>Folders, photos and dropped files over HTTP.</summary>
static class FileEndpoints
{
    const int SmallestThumbnail = 16, LargestThumbnail = 512, LargestPhoto = 1600;
    const int ThumbnailQuality = 82;

    public static void AddStudioFiles(this IServiceCollection services)
    {
        services.AddSingleton<OpenedFolders>();
        services.AddSingleton(provider =>
        {
            var home = provider.GetRequiredService<StudioDatabase>().Home;
            return new Incoming(() => new DriveInfo(home).AvailableFreeSpace);
        });
        services.AddSingleton<Drops>();
    }

    public static void MapFiles(this RouteGroupBuilder api)
    {
        var folders = api.MapGroup("/folders").WithTags("Files");
        folders.MapGet("/", Ok<IReadOnlyList<string>> (OpenedFolders opened) => TypedResults.Ok(opened.All))
            .WithSummary("The folders that were opened, the last one first.");
        folders.MapPost("/", Ok<FolderListing> (NamedFolder named, OpenedFolders opened) => TypedResults.Ok(List(opened.Open(named.Path), opened)))
            .WithSummary("Opens a folder, so that it and what is in it can be listed and shown.");
        folders.MapPost("/made", Ok<FolderListing> (NamedFolder named, OpenedFolders opened) => TypedResults.Ok(List(opened.Make(named.Path), opened)))
            .WithSummary("Makes a folder where it is not there yet, in one that is there, and opens it and nothing above it.");
        folders.MapGet("/list", Ok<FolderListing> (string path, OpenedFolders opened) => TypedResults.Ok(List(opened.Within(path), opened)))
            .WithSummary("Lists a folder that was opened, or one in it.");
        api.MapPost("/data", Ok<OpenedData> (NamedData named, OpenedFolders opened) => TypedResults.Ok(Open(named, opened)))
            .WithTags("Files").WithSummary("Opens data by the path: a folder, or the folder that a file lies in.");

        var drops = api.MapGroup("/drops").WithTags("Files");
        drops.MapPost("/", Ok<NamedFolder> (Drops all) => TypedResults.Ok(new NamedFolder(all.Create())))
            .WithSummary("Makes an empty folder in the studio's own for files that are dropped on a page.");
        drops.MapPost("/files", async Task<NoContent> (string folder, string name, HttpRequest request, Drops all, CancellationToken cancellation) =>
        {
            await all.AddAsync(folder, name, request.Body, cancellation).ConfigureAwait(false);
            return TypedResults.NoContent();
        }).Accepts<byte[]>("application/octet-stream").WithMetadata(Drops.SizeLimit).WithSummary("Puts a file, with its path in what was dropped, into such a folder.");

        var photos = api.MapGroup("/photos").WithTags("Files");
        photos.MapGet("/thumbnail", FileContentHttpResult (string path, int? size, HttpContext context, OpenedFolders opened) =>
            Thumbnail(opened.Within(path), size ?? 160, context)).WithSummary("The middle square of a photo in an opened folder, as JPEG.");
        photos.MapGet("/", FileContentHttpResult (string path, HttpContext context, OpenedFolders opened) => Whole(opened.Within(path), context))
            .WithSummary("A photo in an opened folder as a person sees it, at most 1600 pixels long, as JPEG.");
    }

    /// <summary>The middle square of a photo.</summary>
    public static FileContentHttpResult Thumbnail(string path, int size, HttpContext context)
    {
        var photo = PhotoReader.ReadPrepared(path, PhotoPreparation.Square(Math.Clamp(size, SmallestThumbnail, LargestThumbnail)));
        return Jpeg(photo, context);
    }

    static FileContentHttpResult Whole(string path, HttpContext context)
    {
        var photo = PhotoReader.Read(path);
        var shrink = Math.Max(1.0, (double)Math.Max(photo.Width, photo.Height) / LargestPhoto);
        return Jpeg(shrink > 1 ? photo.Resized((int)(photo.Width / shrink), (int)(photo.Height / shrink)) : photo, context);
    }

    // Scrolling back and forth must not read the disk again; a photo that is changed is rarely one that is being looked at.
    static FileContentHttpResult Jpeg(Photo photo, HttpContext context)
    {
        context.Response.Headers.CacheControl = "private, max-age=600";
        return TypedResults.File(photo.ToJpeg(ThumbnailQuality), "image/jpeg");
    }

    // Nothing is opened for a name that is misspelled: what is above it may be the whole disk.
    static OpenedData Open(NamedData named, OpenedFolders opened)
    {
        var path = OpenedFolders.FullPath(named.Path);
        if (File.Exists(path))
        {
            opened.Open(Path.GetDirectoryName(path)!); // A file lies in a folder.
            return new OpenedData(path, IsFolder: false);
        }

        if (!Directory.Exists(path))
            throw new TwofoldException($"There is nothing at '{named.Path}': check its name, and whether its disk is there.");
        return named.Folders
            ? new OpenedData(opened.Open(path), IsFolder: true)
            : throw new TwofoldException($"'{named.Path}' is a folder: give the path of a file.");
    }

    static FolderListing List(string path, OpenedFolders opened)
    {
        if (!Directory.Exists(path))
            throw new TwofoldException($"There is no folder '{path}': it may have been moved.");
        try
        {
            var folders = new DirectoryInfo(path).EnumerateDirectories().Select(folder => folder.Name).Where(name => name[0] != '.').Order(StringComparer.OrdinalIgnoreCase);
            string[] files = [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.OrdinalIgnoreCase)];
            var parent = Path.GetDirectoryName(path);
            return new FolderListing(
                path, parent is not null && opened.Has(parent) ? parent : null, [.. folders], files.Length,
                [.. files.Where(TableReader.IsTable)], [.. files.Where(file => file.EndsWith(".twofold", StringComparison.OrdinalIgnoreCase))]);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new TwofoldException($"The folder '{path}' cannot be listed: {exception.Message}", exception);
        }
    }
}

/// <summary>A folder by its path.</summary>
sealed record NamedFolder(string Path);

/// <summary>A table, a model, or a folder of photos, by its path.</summary>
/// <param name="Path">The path.</param>
/// <param name="Folders">Whether a folder will do.</param>
sealed record NamedData(string Path, bool Folders = true);

/// <summary>Data that were opened.</summary>
/// <param name="Path">Their full path.</param>
/// <param name="IsFolder">Whether they are a folder.</param>
sealed record OpenedData(string Path, bool IsFolder);
