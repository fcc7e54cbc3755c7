namespace Twofold.Workbench;

/// <summary>Files that are made under a name which a person chose.</summary>
static class NewFile
{
    /// <summary>Refuses a name that is taken: what is there may be a person's own photo, or the table that the model was learned from.</summary>
    /// <param name="path">Where the file is to be written.</param>
    /// <param name="option">The option that gave the name.</param>
    /// <exception cref="TwofoldException">Something is there.</exception>
    public static void Require(string path, string option)
    {
        if (Path.Exists(path))
            throw new TwofoldException($"'{path}' is there already and is not overwritten: choose another name with '{option}', or remove it first.");
    }
}
