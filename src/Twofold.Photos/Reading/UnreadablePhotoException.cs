namespace Twofold.Photos;

/// <summary>A file that was expected to be a photo cannot be read as one. It is no reason to stop: the message says why, and the other photos go on.</summary>
public sealed class UnreadablePhotoException : TwofoldException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">Why, and what to do, as the end of a sentence.</param>
    /// <param name="innerException">What caused it.</param>
    public UnreadablePhotoException(string path, string reason, Exception? innerException = null)
        : base($"'{path}' cannot be read as a photo: {reason}", innerException) => (Path, Reason) = (path, reason);

    /// <summary>The file, as it was given.</summary>
    public string Path { get; }

    /// <summary>Why it cannot be read, without its name.</summary>
    public string Reason { get; }
}
