using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>The disk becomes full at another place of a sort each time, or at its undoing: both stop with a sentence, and go on once there is space.</summary>
sealed class FullDiskFaults(TwofoldChild twofold, string model, string folder, string otherFolder, FaultTally tally)
{
    const int Steps = 14;

    public void Run(Func<bool> isOver)
    {
        using var disk = SmallDisk.TryMount();
        if (disk is null)
        {
            Console.Error.WriteLine("No small file system can be mounted here, which only an administrator of Linux may: full disks were not tried.");
            return;
        }

        foreach (var mode in Enum.GetValues<SortMode>())
        {
            for (var step = 0; step < Steps && !isOver(); step++)
            {
                if (mode != SortMode.Hardlink)
                    Sort(disk, new(mode, ToOtherFileSystem: true), folder, disk.Path, step);
                if (mode != SortMode.Copy)
                    Sort(disk, new(mode, ToOtherFileSystem: false), disk.Path, otherFolder, step);
            }
        }

        for (var step = 0; step < Steps && !isOver(); step++)
            Undo(disk, step);
    }

    void Sort(SmallDisk disk, SortCase sort, string photos, string into, int step)
    {
        using var ground = new SortingGround(sort, model, photos, into);
        disk.Fill(Left(step));
        var problem = Refused(twofold.Run(ground.SortArguments)) ?? ground.Lost();
        // Every other time it is taken back before there is space again.
        if (step % 2 == 1)
            problem ??= Refused(twofold.Run(ground.UndoArguments)) ?? ground.Lost();
        disk.Free();
        tally.Add($"disk full while sorting: {sort}", problem ?? Finish.Of(twofold, ground));
    }

    void Undo(SmallDisk disk, int step)
    {
        var sort = new SortCase(SortMode.Move, ToOtherFileSystem: true);
        using var ground = new SortingGround(sort, model, disk.Path, otherFolder);
        var problem = twofold.Run(ground.SortArguments) is { ExitCode: not 0 } failed ? failed.Error : null;
        disk.Fill(Left(step));
        problem ??= Refused(twofold.Run(ground.UndoArguments)) ?? ground.Lost();
        disk.Free();
        problem ??= twofold.Run(ground.UndoArguments).Complaint ?? ground.NotRestored();
        tally.Add($"disk full while undoing: {sort}", problem ?? Finish.Of(twofold, ground));
    }

    // In bytes: closer together where the journal begins, up to what everything takes.
    static long Left(int step) => step * step * 8192L;

    static string? Refused(ChildOutcome outcome) => outcome.Complaint
        ?? (outcome.ExitCode == 0 || outcome.Error.Contains("is full", StringComparison.Ordinal) || outcome.Error.Contains("No space left", StringComparison.Ordinal)
            || outcome.Error.Contains("nothing to undo", StringComparison.Ordinal) ? null : $"it does not say that the disk is full: {outcome.Error}");
}
