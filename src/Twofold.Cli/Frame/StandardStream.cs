namespace Twofold.Cli;

/// <summary>
/// A standard stream that says in one place what to do when it cannot be written: its terminal may be gone, the disk behind it full, or there may be no such
/// stream at all. That its reader is gone is no such case: the console passes over that, and <see cref="Interruption"/> ends the work.
/// </summary>
/// <param name="inner">The stream.</param>
/// <param name="failed">Is told why it could not be written.</param>
sealed class StandardStream(Stream inner, Action<Exception> failed) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Puts such streams in the place of both outputs, for everything that writes to them from then on, help included.</summary>
    public static void BehindTheConsole()
    {
        Console.SetOut(Writer(Console.OpenStandardOutput(), Console.Out, static cause =>
            throw new TwofoldException($"The output could not be written: {cause.GetBaseException().Message.TrimEnd('.', ' ')}. Make room where it goes, or send it elsewhere.", cause)));
        // What is said beside the result must not stop the work that it is about, and there is nobody left to tell.
        Console.SetError(Writer(Console.OpenStandardError(), Console.Error, static _ => { }));
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failed(exception);
        }
    }

    // A console's stream keeps nothing back.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    static StreamWriter Writer(Stream stream, TextWriter usual, Action<Exception> failed) => new(new StandardStream(stream, failed), usual.Encoding) { AutoFlush = true };
}
