namespace Twofold.Tables.Reading;

/// <summary>On which line of a delimited file each record begins: quoted fields may hold line breaks, and empty lines are no records.</summary>
static class RecordLines
{
    const int BlockLength = 1 << 20;

    /// <summary>The lines, from 1, of the records in order.</summary>
    public static List<int> Of(string path, Dialect dialect, bool emptyLinesCount)
    {
        var lines = new List<int>();
        var (line, start, empty, fieldStart, opened, quoted) = (1, 1, true, true, false, false);
        foreach (var b in Bytes(path))
        {
            if (b == dialect.Quote && (fieldStart || opened))
                (opened, quoted, fieldStart, empty) = (true, !quoted, false, false);
            else if (b == '\n' && !quoted)
            {
                if (!empty || emptyLinesCount)
                    lines.Add(start);
                (start, empty, fieldStart, opened) = (++line, true, true, false);
            }
            else if (b == '\n')
                line++;
            else if (b == dialect.Delimiter && !quoted)
                (fieldStart, opened, empty) = (true, false, false);
            else if (b != '\r')
                (fieldStart, empty) = (false, false);
        }

        if (!empty)
            lines.Add(start);
        return lines;
    }

    /// <summary>The line, from 1, of a byte of a file.</summary>
    public static int OfByte(string path, long position) => 1 + Bytes(path).Take((int)Math.Min(position, int.MaxValue)).Count(b => b == '\n');

    static IEnumerable<byte> Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        var block = new byte[BlockLength];
        while (file.Read(block) is > 0 and var read)
            for (var i = 0; i < read; i++)
                yield return block[i];
    }
}
