using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Twofold.Tests;

/// <summary>Model files that were written to do harm: each is refused in a sentence that names it, and takes no more memory than it has bytes.</summary>
public sealed class HostileModelFileTests : IDisposable
{
    // Reading a small archive takes a few tens of thousands of bytes.
    const long LittleMemory = 1 << 20;

    static readonly byte[] Sound = "{\"format\":1,\"kind\":\"table\"}"u8.ToArray();

    static readonly Dictionary<string, (Func<byte[]> File, string Because)> Zips = new()
    {
        ["a part that unfolds to a thousand times its size"] = (() => new HostileZip().Add("model.json", Deflated(10_000_000), length: 10_000_000, method: 8).ToBytes(), "compressed"),
        ["a part that unfolds and does not say so"] = (() => new HostileZip().Add("model.json", Deflated(10_000_000), method: 8).Add("checksums.sha256", "x"u8).ToBytes(), "have changed"),
        ["a zip in a zip"] = (() => Sealed(("model.json", new HostileZip().Add("bomb", Deflated(10_000_000), length: 10_000_000, method: 8).ToBytes())), "model.json is damaged"),
        ["too many parts"] = (() => Many(65).ToBytes(), "65 parts"),
        ["more parts than it claims"] = (() => Many(50_000, claimed: 2).ToBytes(), "list of parts"),
        ["parts that share their bytes"] = (() =>
        {
            var zip = new HostileZip().Add("part-0", new byte[100_000]);
            for (var i = 1; i < 60; i++)
                zip.Add($"part-{i}", new byte[100_000], at: 0);
            return zip.ToBytes();
        }, "its parts claim 200000 bytes"),
        ["a part that claims a gigabyte"] = (() => new HostileZip().Add("model.json", Sound, length: 1 << 30, stored: 1 << 30).ToBytes(), "claim 1073741824 bytes"),
        ["a part that claims four gigabytes"] = (() => new HostileZip().Add("model.json", Sound, length: 0xFFFFFFF0, stored: 0xFFFFFFF0).ToBytes(), "4294967280"),
        ["a part that ends after the file"] = (() => new HostileZip().Add("model.json", Sound, length: 120, stored: 120).ToBytes(), "not a Twofold model"),
        ["a part that begins after the file"] = (() => new HostileZip().Add("model.json", Sound, at: 5_000_000).ToBytes(), "not a Twofold model"),
        ["a part that begins in another"] = (() => new HostileZip().Add("model.json", Sound).Add("card.md", Sound, at: 7).ToBytes(), "not a Twofold model"),
        ["a path that leads out"] = (() => new HostileZip().Add("../../.ssh/authorized_keys", Sound).ToBytes(), "'../../.ssh/authorized_keys'"),
        ["an absolute path"] = (() => new HostileZip().Add("/etc/passwd", Sound).ToBytes(), "'/etc/passwd'"),
        ["a path of Windows"] = (() => new HostileZip().Add(@"C:\autoexec.bat", Sound).ToBytes(), @"'C:\autoexec.bat'"),
        ["a folder"] = (() => new HostileZip().Add("folder/", []).ToBytes(), "'folder/'"),
        ["a name that writes over the terminal"] = (() => new HostileZip().Add("a\e[2Jb\r\n", Sound).ToBytes(), "'a?[2Jb??'"),
        ["no name"] = (() => new HostileZip().Add("", Sound).ToBytes(), "''"),
        ["a symbolic link"] = (() => new HostileZip().Add("model.json", "/etc/passwd"u8, attributes: 0xA1FF0000).ToBytes(), "symbolic link"),
        ["two parts of one name"] = (() => new HostileZip().Add("model.json", Sound).Add("model.json", Sound).ToBytes(), "two parts"),
        ["an encrypted part"] = (() => new HostileZip().Add("model.json", Sound, flags: 1).ToBytes(), "encrypted"),
        ["a method that nobody knows"] = (() => new HostileZip().Add("model.json", Sound, method: 99).ToBytes(), "not a Twofold model"),
        ["a directory elsewhere"] = (() => new HostileZip { ClaimedStart = 0 }.Add("model.json", Sound).ToBytes(), "list of parts"),
        ["a directory after the end"] = (() => new HostileZip { ClaimedStart = uint.MaxValue }.Add("model.json", Sound).ToBytes(), "list of parts"),
        ["as many parts as zip64 has"] = (() => new HostileZip { ClaimedParts = 0xFFFF }.Add("model.json", Sound).ToBytes(), "65535 parts"),
        ["something after the end"] = (() => new HostileZip { After = "and a program"u8.ToArray() }.Add("model.json", Sound).ToBytes(), "not a Twofold model"),
        ["no sums"] = (() => new HostileZip().Add("model.json", Sound).ToBytes(), "'checksums.sha256' is missing"),
        ["a sum of other bytes"] = (() => new HostileZip().Add("model.json", Sound).Add("checksums.sha256", Encoding.UTF8.GetBytes($"{new string('0', 64)}  model.json\n")).ToBytes(), "have changed"),
        ["a part without a sum"] = (() => new HostileZip().Add("model.json", Sound).Add("checksums.sha256", []).ToBytes(), "have changed"),
        ["nothing"] = (() => [], "not a Twofold model"),
        ["no part"] = (() => new HostileZip().ToBytes(), "missing"),
    };

    static readonly Dictionary<string, (string Json, string Because)> Infos = new()
    {
        ["too deep"] = ($$"""{"format":1,"kind":"table","x":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""", "damaged"),
        ["a name twice"] = ("""{"format":1,"kind":"photos","kind":"table"}""", "damaged"),
        ["a kind that is a number"] = ("""{"format":1,"kind":7}""", "no kind"),
        ["a name that is no text"] = ("""{"format":1,"kind":"tables","for\ud800mat":1}""", "damaged"),
        ["a kind that is no text"] = ("""{"format":1,"kind":"\ud800"}""", "damaged"),
        ["a format that is a text"] = ("""{"format":"1","kind":"table"}""", "no format"),
        ["a format beyond counting"] = ("""{"format":1e99,"kind":"table"}""", "no format"),
        ["a list with a hole"] = ("""{"format":1,"kind":"table","labels":["a",null]}""", "null"),
        ["a list with a hole, further down"] = ("""{"format":1,"kind":"table","x":{"y":[{"z":[null]}]}}""", "null"),
        ["a list"] = ("""[1,2,3]""", "no format"),
        ["null"] = ("null", "no format"),
        ["nothing"] = ("", "damaged"),
        ["half of it"] = ("""{"format":1,""", "damaged"),
    };

    static readonly Dictionary<string, (string Header, int Bytes)> Numbers = new()
    {
        ["more than there is"] = ("""{"a":{"dtype":"F64","shape":[1000000000],"data_offsets":[0,8000000000]}}""", 16),
        ["arrays that share their bytes"] = ("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}""", 16),
        ["a gap"] = ("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}""", 24),
        ["something before"] = ("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}""", 16),
        ["something after"] = ("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 16),
        ["a name twice"] = ("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}""", 16),
        ["a shape twice"] = ("""{"a":{"dtype":"F64","shape":[1],"shape":[2],"data_offsets":[0,16]}}""", 16),
        ["a name that is no text"] = ("""{"\ud800":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8),
        ["a product that overflows to what fits"] = ("""{"a":{"dtype":"F64","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", 0),
        ["too deep"] = ($$"""{"a":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""", 0),
        ["a type that nobody knows"] = ("""{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""", 8),
        ["an offset between numbers"] = ("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0.5,8.5]}}""", 9),
    };

    readonly string folder = Directory.CreateTempSubdirectory("twofold-tests-").FullName;

    public static TheoryData<string> ZipNames => [.. Zips.Keys];

    public static TheoryData<string> InfoNames => [.. Infos.Keys];

    public static TheoryData<string> NumberNames => [.. Numbers.Keys];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(ZipNames))]
    public void A_hostile_archive_is_refused_before_memory_is_taken(string attack)
    {
        var bytes = Zips[attack].File();
        Refused(bytes, Zips[attack].Because, bytes.Length + LittleMemory);
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [MemberData(nameof(InfoNames))]
    public void A_hostile_description_is_refused(string attack) =>
        Refused(Sealed(("model.json", Encoding.UTF8.GetBytes(Infos[attack].Json))), Infos[attack].Because, LittleMemory);

    [Theory]
    [MemberData(nameof(NumberNames))]
    public void Hostile_numbers_are_refused_before_memory_is_taken(string attack)
    {
        var (header, length) = Numbers[attack];
        var bytes = new byte[8 + header.Length + length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refused = Assert.Throws<TwofoldException>(() => SafeTensors.FromBytes(bytes));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, LittleMemory);
        Assert.Contains("The model's numbers are damaged", refused.Message);
    }

    [Fact]
    public void A_sound_file_without_a_model_in_it_is_opened_so_that_each_attack_is_refused_for_itself()
    {
        File.WriteAllBytes(At("pets.twofold"), Sealed(("model.json", Sound)));
        Assert.Equal("table", ModelFile.Open(At("pets.twofold")).Kind);
    }

    void Refused(byte[] file, string because, long memory)
    {
        var path = At("pets.twofold");
        File.WriteAllBytes(path, file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refused = Assert.Throws<TwofoldException>(() => ModelFile.Open(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, memory);
        Assert.Contains(because, refused.Message);
        Assert.Contains("pets.twofold", refused.Message);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.Message.Any(char.IsControl), refused.Message);
    }

    static HostileZip Many(int parts, int? claimed = null)
    {
        var zip = new HostileZip { ClaimedParts = claimed };
        for (var i = 0; i < parts; i++)
            zip.Add($"part-{i}", []);
        return zip;
    }

    static byte[] Sealed(params (string Name, byte[] Content)[] parts)
    {
        var path = Path.GetTempFileName();
        try
        {
            ModelArchive.Write(path, parts.ToDictionary(part => part.Name, part => part.Content));
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    static byte[] Deflated(int zeros)
    {
        using var whole = new MemoryStream();
        using (var deflate = new DeflateStream(whole, CompressionLevel.SmallestSize))
            deflate.Write(new byte[zeros]);
        return whole.ToArray();
    }

    string At(string name) => Path.Combine(folder, name);
}
