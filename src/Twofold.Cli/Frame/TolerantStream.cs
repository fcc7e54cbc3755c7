namespace Twofold.Cli;

/// <summary>
/// A stream for standard error, to which writing never fails. Its terminal may be gone, the disk behind it full, its reader away: what is said beside a
/// result must not stop the work that it is about, and there is nobody left to tell.
/// </summary>
sealed class TolerantStream(Stream inner) : Stream
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

    /// <summary>Puts such a stream in the place of standard error, for everything that writes to it from then on.</summary>
    public static void BehindStandardError() =>
        Console.SetError(new StreamWriter(new TolerantStream(Console.OpenStandardError()), Console.Error.Encoding) { AutoFlush = true });

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
