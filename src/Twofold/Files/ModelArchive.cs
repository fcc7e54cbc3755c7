using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Twofold;

/// <summary>
/// The container of a <c>NAME.twofold</c> file: a zip of a few named parts, with a list of their SHA-256 sums in
/// <c>checksums.sha256</c> (<c>sha256sum -c</c> reads it). Parts are stored, not compressed: weights do not compress, opening is faster, and
/// a file can never unfold into more than its own length. Opening runs no code and believes nothing before it is checked.
/// </summary>
public static class ModelArchive
{
    /// <summary>The name of the part that lists the sums of the others.</summary>
    public const string ChecksumsName = "checksums.sha256";

    const int MaxParts = 64;

    /// <summary>Parts are memory once they are read: what a part may measure, in bytes.</summary>
    const long MaxPartLength = 1L << 30;

    /// <summary>A zip ends with a record of this length that says where its directory lies; a comment may follow, and does not in ours.</summary>
    const int EndLength = 22;

    const uint EndSignature = 0x06054B50;

    /// <summary>What the directory may measure, in bytes: a part takes 46, its name, and a little that some zip programs add.</summary>
    const long MaxDirectoryLength = MaxParts * 256;

    // Of the upper half of a part's attributes, which are Unix's: the kind of file, and that of symbolic links.
    const int KindMask = 0xF000, SymbolicLink = 0xA000;

    /// <summary>Writes the parts under their names, whole or not at all.</summary>
    /// <param name="path">The file to write; an older one is replaced only when the new one is complete.</param>
    /// <param name="parts">Name and content; names are lower-case letters, digits, '.', '-' and '_'.</param>
    /// <exception cref="TwofoldException">The file could not be written, or a part is larger than what is read back; an older file is unchanged.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, byte[]> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var (name, content) in parts)
            if (content.Length > MaxPartLength)
                throw new TwofoldException($"'{path}' was not written: its part '{name}' would have {content.Length} bytes, and at most {MaxPartLength} can be read back. Train a smaller model.");
        var checksums = new StringBuilder();
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, content) in parts.OrderBy(part => part.Key, StringComparer.Ordinal))
            {
                if (!IsValidName(name))
                    throw new ArgumentException($"'{name}' is not a valid part name.", nameof(parts));
                Add(zip, name, content);
                checksums.Append(Convert.ToHexStringLower(SHA256.HashData(content))).Append("  ").Append(name).Append('\n');
            }

            Add(zip, ChecksumsName, Encoding.UTF8.GetBytes(checksums.ToString()));
        });
    }

    /// <summary>Reads and checks every part.</summary>
    /// <exception cref="TwofoldException">The file does not exist, is not such an archive, is cut short, or a byte of it has changed.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new TwofoldException($"'{path}' is a folder: give a model file, such as pets.twofold.");
        if (!File.Exists(path))
            throw new TwofoldException($"There is no model file '{path}': make one with 'twofold train', or check the path.");
        return Reading(path, () =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(path, file);
        });
    }

    /// <summary>Reads and checks every part of what a stream holds, all of it.</summary>
    /// <param name="stream">The bytes of a model file; a stream that can seek. It is not closed.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">The stream cannot seek, is not such an archive, is cut short, or a byte of it has changed.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!stream.CanSeek)
            throw new TwofoldException($"'{name}' cannot seek, and a model is read from its end: copy it into a MemoryStream or a file first.");
        return Reading(name, () => Read(name, stream));
    }

    static IReadOnlyDictionary<string, byte[]> Reading(string path, Func<IReadOnlyDictionary<string, byte[]>> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new TwofoldException($"'{path}' is not a Twofold model, or it is cut short: train it again or take it from a backup.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"'{path}' could not be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads and checks every part of a file that is open.</summary>
    /// <param name="path">What the file is called in messages.</param>
    /// <param name="file">Its bytes; a stream that can seek.</param>
    /// <exception cref="InvalidDataException">It is no zip, or cut short.</exception>
    internal static IReadOnlyDictionary<string, byte[]> Read(string path, Stream file)
    {
        CheckDirectory(path, file);
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        CheckParts(path, zip, file.Length);
        var parts = zip.Entries.ToDictionary(entry => entry.FullName, Content, StringComparer.Ordinal);
        CheckSums(path, parts);
        return parts;
    }

    // The base class library makes an object of every entry before it says how many there are.
    static void CheckDirectory(string path, Stream file)
    {
        Span<byte> end = stackalloc byte[EndLength];
        if (file.Length < EndLength)
            throw new InvalidDataException();
        file.Position = file.Length - EndLength;
        file.ReadExactly(end);
        file.Position = 0;
        var (parts, length, start) = (
            BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature)
            throw new InvalidDataException();
        if (parts > MaxParts)
            throw Damaged(path, $"it has {parts} parts where at most {MaxParts} are expected");
        if (length > MaxDirectoryLength || start + (long)length != file.Length - EndLength)
            throw Damaged(path, $"its list of parts is said to have {length} bytes from byte {start} on, in a file of {file.Length}");
    }

    static void CheckParts(string path, ZipArchive zip, long fileLength)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            if (!IsValidName(entry.FullName))
                throw Damaged(path, $"a part is named '{Shown(entry.FullName)}'");
            if (!names.Add(entry.FullName))
                throw Damaged(path, $"it has two parts named '{entry.FullName}'");
            if (((entry.ExternalAttributes >> 16) & KindMask) == SymbolicLink)
                throw Damaged(path, $"its part '{entry.FullName}' is a symbolic link");
            if (entry.IsEncrypted)
                throw Damaged(path, $"its part '{entry.FullName}' is encrypted");
            if (entry.Length != entry.CompressedLength)
                throw Damaged(path, $"its part '{entry.FullName}' is compressed");
            if (entry.Length > MaxPartLength)
                throw Damaged(path, $"its part '{entry.FullName}' claims {entry.Length} bytes where at most {MaxPartLength} are expected");
            // Parts that share bytes would be more in memory than they are on the disk.
            total += entry.Length;
            if (total > fileLength)
                throw Damaged(path, $"its parts claim {total} bytes in a file of {fileLength}");
        }
    }

    static byte[] Content(ZipArchiveEntry entry)
    {
        // Opening finds out whether the bytes lie within the file: nothing is taken before.
        using var stream = entry.Open();
        var content = new byte[entry.Length];
        stream.ReadExactly(content);
        return content;
    }

    static void CheckSums(string path, Dictionary<string, byte[]> parts)
    {
        if (!parts.Remove(ChecksumsName, out var list))
            throw Damaged(path, $"its part '{ChecksumsName}' is missing");
        var expected = Encoding.UTF8.GetString(list).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, content) in parts)
        {
            if (!expected.Remove($"{Convert.ToHexStringLower(SHA256.HashData(content))}  {name}"))
                throw Damaged(path, $"the bytes of its part '{name}' have changed");
        }

        if (expected.Count > 0)
            throw Damaged(path, "a part is missing");
    }

    static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        // A fixed time: the same parts give the same file.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(content);
    }

    static bool IsValidName(string name) =>
        name.Length is > 0 and <= 64
        && name[0] != '.'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_');

    // A name that is refused can be anything: control characters would write over what the terminal shows.
    static string Shown(string name) => new([.. name.Take(64).Select(c => char.IsControl(c) ? '?' : c)]);

    static TwofoldException Damaged(string path, string what) =>
        new($"'{path}' is not a sound Twofold model: {what}. Train it again or take it from a backup.");
}
