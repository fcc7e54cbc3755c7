using System.Text;

namespace Twofold.Photos;

/// <summary>
/// The comment of a GIF, a line for each key, which libvips does not write. Graphics Interchange Format 89a, sections 17 to 26. It asks for
/// ASCII; other text is written as UTF-8, which is what readers expect.
/// </summary>
static class GifComment
{
    // The signature (6 bytes) and the logical screen descriptor (7), whose fifth byte says whether a table of colors follows and of which size.
    const int AfterDescriptor = 13;
    const int Packed = 10;
    const int MostOfBlock = 255;

    public static byte[] Insert(byte[] gif, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return gif;
        using var result = new MemoryStream(gif.Length + 1024);
        var at = PlaceOf(gif);
        result.Write(gif, 0, at);
        result.Write([0x21, 0xFE]);
        var text = Encoding.UTF8.GetBytes(string.Join('\n', metadata.Select(pair => $"{pair.Key}: {pair.Value}")));
        for (var written = 0; written < text.Length; written += MostOfBlock)
        {
            var length = Math.Min(MostOfBlock, text.Length - written);
            result.WriteByte((byte)length);
            result.Write(text, written, length);
        }

        result.WriteByte(0);
        result.Write(gif, at, gif.Length - at);
        return result.ToArray();
    }

    /// <summary>Before the first frame, where readers look for it, and after the loop extension, which some want to come first.</summary>
    static int PlaceOf(ReadOnlySpan<byte> gif)
    {
        var at = AfterDescriptor;
        if ((gif[Packed] & 0x80) != 0)
            at += 3 << ((gif[Packed] & 7) + 1);
        if (gif[at..] is [0x21, 0xFF, ..])
        {
            for (at += 2; gif[at] != 0; at += gif[at] + 1)
            {
            }

            at++;
        }

        return at;
    }
}
