using System.Runtime.InteropServices;
using Trace = SharpFuzz.Common.Trace;

namespace Twofold.Fuzzing;

/// <summary>
/// AFL's method without a second process for each step (Zalewski, "Technical 'whitepaper' for afl-fuzz"): inputs are changed at random, and those that
/// lead through the code in a new way are kept, to be changed further. Which way they go is written down by the code itself, which SharpFuzz has
/// rewritten for that.
/// </summary>
static unsafe class HuntChild
{
    // As large as SharpFuzz's places in the code count.
    const int Places = 1 << 16;

    public static int Run(FuzzTarget target, string corpus, string findings, string statePath, double seconds, ulong seed)
    {
        var taken = (byte*)NativeMemory.AllocZeroed(Places);
        Trace.SharedMem = taken;
        using var state = HuntState.Open(statePath);
        var (random, seen, edges) = (new SeededRandom(seed), new byte[Places], 0L);
        var queue = Path.Combine(findings, "queue");
        Directory.CreateDirectory(queue);
        List<byte[]> kept = [.. new[] { corpus, queue }.SelectMany(folder => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)).Select(File.ReadAllBytes)];
        foreach (var input in kept)
            IsNew(input);
        while (state.Counts.CpuSeconds < seconds)
        {
            // Half of the changes are made to what was kept lately, which is where new ways begin.
            var parent = kept[random.NextInt(2) == 0 ? random.NextInt(kept.Count) : kept.Count - 1 - random.NextInt(Math.Min(kept.Count, 32))];
            var input = Mutation.Of(parent, () => kept[random.NextInt(kept.Count)], random);
            if (!IsNew(input))
                continue;
            kept.Add(input);
            File.WriteAllBytes(Path.Combine(queue, $"{seed}-{kept.Count:000000}"), input);
            state.Counts = state.Counts with { Kept = state.Counts.Kept + 1 };
        }

        return 0;

        bool IsNew(byte[] input)
        {
            state.Input = input;
            new Span<byte>(taken, Places).Clear();
            Trace.PrevLocation = 0;
            target.Try(input);
            var isNew = false;
            for (var place = 0; place < Places; place++)
            {
                // Of tens of thousands few were taken: those that were not are passed over by eights.
                if (place % sizeof(ulong) == 0 && *(ulong*)(taken + place) == 0)
                    place += sizeof(ulong) - 1;
                if (taken[place] == 0)
                    continue;
                // How often, in classes of about twice as much each.
                var often = 1 << Math.Min(7, 8 - int.LeadingZeroCount(taken[place] << 24));
                if ((seen[place] & often) != 0)
                    continue;
                isNew = true;
                edges += seen[place] == 0 ? 1 : 0;
                seen[place] |= (byte)often;
            }

            state.Counts = state.Counts with { Tried = state.Counts.Tried + 1, Edges = edges, CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds };
            return isNew;
        }
    }
}
