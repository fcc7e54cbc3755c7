namespace Twofold;

/// <summary>
/// A mistake that can be expected of a person or their data. The message says what was got, what was expected, where, and what to do;
/// it is shown as it is. Everything else that is thrown is a bug.
/// </summary>
public class TwofoldException : Exception
{
    /// <summary>Creates the exception with the sentence that a person will read.</summary>
    public TwofoldException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the sentence that a person will read, and what caused it.</summary>
    public TwofoldException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
