using System.Text;
using System.Text.Unicode;

namespace Twofold.Tables.Reading;

/// <summary>
/// A text file as UTF-8, whatever encoding it has: UTF-8 as it is, UTF-16 by its byte order mark, everything else as Windows-1252 (which
/// Latin-1 is called on the web), rewritten into a temporary file.
/// </summary>
sealed class TextFile : IDisposable
{
    const int BlockLength = 1 << 20;
    const int SampleLength = 1 << 18;

    readonly string? temporary;

    TextFile(string path, string? temporary, IReadOnlyList<string> warnings) => (Path, this.temporary, Warnings) = (path, temporary, warnings);

    /// <summary>Where the text lies as UTF-8.</summary>
    public string Path { get; }

    /// <summary>What a person should know of the encoding.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <exception cref="TwofoldException">The file is not of text.</exception>
    public static TextFile Open(string path, CancellationToken cancellation)
    {
        Span<byte> mark = stackalloc byte[2];
        using (var file = File.OpenRead(path))
            if (file.ReadAtLeast(mark, 2, throwOnEndOfStream: false) == 2 && (mark.SequenceEqual<byte>([0xFF, 0xFE]) || mark.SequenceEqual<byte>([0xFE, 0xFF])))
                return Rewritten(path, mark[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode, [], cancellation);
        if (Check(path, cancellation) is not { } line)
            return new TextFile(path, null, []);
        var latin = CodePagesEncodingProvider.Instance.GetEncoding(1252)!; // The provider always has it.
        return Rewritten(path, latin, [$"'{path}' is not UTF-8 (line {line}): it was read as Latin-1 (Windows-1252)."], cancellation);
    }

    /// <summary>The first lines, as many as fit into a quarter of a megabyte.</summary>
    public string FirstLines()
    {
        using var reader = new StreamReader(Path, Encoding.UTF8);
        var sample = new char[SampleLength];
        return new string(sample, 0, reader.ReadBlock(sample));
    }

    public void Dispose()
    {
        if (temporary is not null)
            File.Delete(temporary);
    }

    // The first line that is not UTF-8; null where all are.
    static int? Check(string path, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        var block = new byte[BlockLength];
        var (kept, line) = (0, 1);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = file.Read(block, kept, block.Length - kept);
            var bytes = block.AsSpan(0, kept + read);
            if (bytes.IndexOf((byte)0) is >= 0 and var zero)
                throw new TwofoldException($"'{path}', line {line + bytes[..zero].Count((byte)'\n')} has a zero byte: this is no text file. Give a table as CSV, TSV, Parquet, JSON or ARFF.");
            // A character may be cut in two by the end of the block, but no line break is.
            var whole = read == 0 ? bytes.Length : bytes.LastIndexOf((byte)'\n') + 1;
            if (whole == 0 && read > 0 && bytes.Length < block.Length)
            {
                kept = bytes.Length;
                continue;
            }

            if (whole == 0)
                whole = bytes.Length;
            if (!Utf8.IsValid(bytes[..whole]))
                return line + FirstInvalidLine(bytes[..whole]);
            if (read == 0)
                return null;
            line += bytes[..whole].Count((byte)'\n');
            bytes[whole..].CopyTo(block);
            kept = bytes.Length - whole;
        }
    }

    static int FirstInvalidLine(ReadOnlySpan<byte> bytes)
    {
        var line = 0;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            if (!Utf8.IsValid(bytes[range]))
                break;
            line++;
        }

        return line;
    }

    static TextFile Rewritten(string path, Encoding encoding, string[] warnings, CancellationToken cancellation)
    {
        var temporary = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"twofold-{Guid.NewGuid():N}.csv");
        try
        {
            using var reader = new StreamReader(path, encoding);
            using var writer = new StreamWriter(temporary, append: false, new UTF8Encoding(false));
            var block = new char[BlockLength];
            while (reader.ReadBlock(block) is > 0 and var read)
            {
                cancellation.ThrowIfCancellationRequested();
                writer.Write(block, 0, read);
            }
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        return new TextFile(temporary, temporary, warnings);
    }
}
