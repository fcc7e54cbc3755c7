using System.IO.Compression;
using System.Text;

namespace Twofold.Tests;

public sealed class ModelArchiveTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("twofold-tests-").FullName;

    string Model => Path.Combine(folder, "pets.twofold");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back()
    {
        WriteSample();
        var parts = ModelArchive.Read(Model);
        Assert.Equal(["model.json", "recognizer.onnx"], parts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("{}", Encoding.UTF8.GetString(parts["model.json"]));
        Assert.Equal(1000, parts["recognizer.onnx"].Length);
    }

    [Fact]
    public void A_stream_is_read_as_a_file_is_and_refused_as_one()
    {
        var info = Encoding.UTF8.GetBytes("""{ "format": 1, "kind": "photos" }""");
        ModelArchive.Write(Model, new Dictionary<string, byte[]> { ["model.json"] = info });
        var bytes = File.ReadAllBytes(Model);
        using var whole = new MemoryStream(bytes);
        using var cut = new MemoryStream(bytes[..^7]);
        using var forwards = new BrotliStream(whole, CompressionMode.Decompress, leaveOpen: true);

        var file = ModelFile.Open(whole, "pets");

        Assert.Equal(("pets", "photos", 1), (file.Path, file.Kind, file.Format));
        Assert.Equal(info, file.Parts["model.json"]);
        Assert.True(whole.CanRead);
        Assert.Contains("'the stream' is not a Twofold model", Assert.Throws<TwofoldException>(() => ModelFile.Open(cut)).Message);
        Assert.Contains("cannot seek", Assert.Throws<TwofoldException>(() => ModelFile.Open(forwards)).Message);
    }

    [Fact]
    public void The_same_parts_give_the_same_bytes()
    {
        WriteSample();
        var first = File.ReadAllBytes(Model);
        WriteSample();
        Assert.Equal(first, File.ReadAllBytes(Model));
    }

    [Fact]
    public void A_file_cut_short_at_any_length_is_refused_in_one_sentence()
    {
        WriteSample();
        var whole = File.ReadAllBytes(Model);
        for (var length = 0; length < whole.Length; length += 13)
        {
            File.WriteAllBytes(Model, whole[..length]);
            var exception = Assert.Throws<TwofoldException>(() => ModelArchive.Read(Model));
            Assert.Contains("pets.twofold", exception.Message);
        }
    }

    [Fact]
    public void A_changed_byte_of_a_part_is_noticed_wherever_it_is()
    {
        WriteSample();
        var whole = File.ReadAllBytes(Model);
        var parts = ModelArchive.Read(Model);
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = (byte[])whole.Clone();
            changed[at] ^= 0x20;
            File.WriteAllBytes(Model, changed);
            // Bytes that nothing reads (a date) may change; what is read never does without a word.
            try
            {
                var read = ModelArchive.Read(Model);
                foreach (var (name, content) in parts)
                    Assert.True(content.AsSpan().SequenceEqual(read[name]));
            }
            catch (TwofoldException)
            {
            }
        }
    }

    [Theory]
    [InlineData("../model.json")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    public void A_part_with_a_path_for_a_name_is_refused(string name)
    {
        WriteZip(zip => Add(zip, name, "x", CompressionLevel.NoCompression));
        Assert.Contains(name, Assert.Throws<TwofoldException>(() => ModelArchive.Read(Model)).Message);
    }

    [Fact]
    public void A_compressed_part_is_refused_so_that_nothing_unfolds()
    {
        WriteZip(zip => Add(zip, "model.json", new string('0', 1_000_000), CompressionLevel.SmallestSize));
        Assert.Contains("compressed", Assert.Throws<TwofoldException>(() => ModelArchive.Read(Model)).Message);
    }

    [Fact]
    public void Two_parts_of_one_name_are_refused()
    {
        WriteZip(zip =>
        {
            Add(zip, "model.json", "a", CompressionLevel.NoCompression);
            Add(zip, "model.json", "b", CompressionLevel.NoCompression);
        });
        Assert.Contains("two parts", Assert.Throws<TwofoldException>(() => ModelArchive.Read(Model)).Message);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_said_to_be_such()
    {
        Assert.Contains("no model file", Assert.Throws<TwofoldException>(() => ModelArchive.Read(Model)).Message);
        Assert.Contains("folder", Assert.Throws<TwofoldException>(() => ModelArchive.Read(folder)).Message);
    }

    void WriteSample() => ModelArchive.Write(Model, new Dictionary<string, byte[]>
    {
        ["model.json"] = "{}"u8.ToArray(),
        ["recognizer.onnx"] = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray(),
    });

    void WriteZip(Action<ZipArchive> fill)
    {
        using var zip = ZipFile.Open(Model, ZipArchiveMode.Create);
        fill(zip);
    }

    static void Add(ZipArchive zip, string name, string content, CompressionLevel compression)
    {
        using var stream = zip.CreateEntry(name, compression).Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }
}
