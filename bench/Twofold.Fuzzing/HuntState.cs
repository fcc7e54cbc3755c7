using System.IO.MemoryMappedFiles;

namespace Twofold.Fuzzing;

/// <summary>How far a hunt is.</summary>
/// <param name="Tried">Inputs that were read or refused.</param>
/// <param name="Edges">Steps from one place in the code to another that some input took.</param>
/// <param name="Kept">Inputs that took a step that none before had, or took it more often.</param>
/// <param name="CpuSeconds">The processor's time.</param>
readonly record struct HuntCounts(long Tried = 0, long Edges = 0, long Kept = 0, double CpuSeconds = 0)
{
    public static HuntCounts operator +(HuntCounts left, HuntCounts right) =>
        new(left.Tried + right.Tried, Math.Max(left.Edges, right.Edges), left.Kept + right.Kept, left.CpuSeconds + right.CpuSeconds);
}

/// <summary>Memory that a hunting process shares with the one that watches over it, and that outlives its crash: what it reads, and how far it is.</summary>
sealed class HuntState : IDisposable
{
    const int LongestInput = 1 << 20, LengthAt = 32, InputAt = 40;

    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor view;

    HuntState(MemoryMappedFile file) => (this.file, view) = (file, file.CreateViewAccessor());

    public static HuntState Create(string path)
    {
        File.WriteAllBytes(path, new byte[InputAt + LongestInput]);
        return Open(path);
    }

    public static HuntState Open(string path) => new(MemoryMappedFile.CreateFromFile(path, FileMode.Open));

    public HuntCounts Counts
    {
        get => new(view.ReadInt64(0), view.ReadInt64(8), view.ReadInt64(16), view.ReadDouble(24));
        set
        {
            view.Write(0, value.Tried);
            view.Write(8, value.Edges);
            view.Write(16, value.Kept);
            view.Write(24, value.CpuSeconds);
        }
    }

    public byte[] Input
    {
        get
        {
            var input = new byte[view.ReadInt32(LengthAt)];
            view.ReadArray(InputAt, input, 0, input.Length);
            return input;
        }
        set
        {
            view.Write(LengthAt, Math.Min(value.Length, LongestInput));
            view.WriteArray(InputAt, value, 0, Math.Min(value.Length, LongestInput));
        }
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
