namespace Twofold.Workbench;

/// <summary>Writes what took long to make.</summary>
static class KeptFile
{
    /// <summary>
    /// Writes a file, and where that is no longer possible another one in the temporary folder: minutes or hours of work are not thrown away because a disk has filled up in the
    /// meantime.
    /// </summary>
    /// <param name="save">Writes it to a path.</param>
    /// <param name="path">Where the person wants it.</param>
    /// <param name="what">What a sentence calls it: "The model".</param>
    /// <returns>Where it is, and what to say of it.</returns>
    /// <exception cref="TwofoldException">It cannot be written to either place.</exception>
    public static (string Path, string[] Warnings) Save(Action<string> save, string path, string what)
    {
        try
        {
            save(path);
            return (path, []);
        }
        catch (TwofoldException exception)
        {
            var refuge = Path.Combine(Path.GetTempPath(), $"{Path.GetFileNameWithoutExtension(path)}-{Guid.NewGuid():N}{Path.GetExtension(path)}");
            try
            {
                save(refuge);
            }
            catch (TwofoldException)
            {
                throw exception;
            }

            return (refuge, [$"{exception.Message} {what} was written to '{refuge}' instead: move it from there."]);
        }
    }
}
