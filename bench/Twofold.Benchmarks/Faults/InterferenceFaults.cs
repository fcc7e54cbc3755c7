namespace Twofold.Benchmarks;

/// <summary>
/// A sort is killed, something happens to its files before it goes on, and often it is taken back in that state too. No content that exists after the
/// interference may be lost by what follows; where the interference is taken away again, all must be finished and restored.
/// </summary>
sealed class InterferenceFaults(TwofoldChild twofold, SortCase sort, string model, string folder, string otherFolder, SeededRandom random, FaultTally tally)
{
    const int FilesTouched = 5;
    const string Nobody = "65534";

    /// <summary>Runs as often as asked all that somebody else may do to photos meanwhile.</summary>
    public void Others(int rounds, Func<bool> isOver)
    {
        (string Kind, Action<SortingGround> Do)[] kinds =
        [
            ("a photo was changed by somebody", ground => Each(ground.Unsorted(), path => File.AppendAllText(path, "!"))),
            ("a photo was removed by somebody", ground => Each(ground.Unsorted(), File.Delete)),
            ("a photo was renamed by somebody", ground => Each(ground.Unsorted(), path => File.Move(path, path + " renamed.png"))),
            ("a photo was replaced by another", ground => Each(ground.Unsorted(), path => File.WriteAllText(path, $"something else {random.NextUInt64()}"))),
            ("a photo was replaced by a folder", ground => Each(ground.Unsorted(), path => Replace(path, () => Directory.CreateDirectory(path)))),
            ("a photo was replaced by a pipe", ground => Each(ground.Unsorted(), path => Replace(path, () => Shell.Do("mkfifo", path)))),
            ("a photo was replaced by a link to elsewhere", ground => Each(ground.Unsorted(), path => Replace(path, () => File.CreateSymbolicLink(path, "/etc/passwd")))),
            ("a sorted photo was changed by somebody", ground => Each(ground.Sorted(), path => File.AppendAllText(path, "!"))),
            ("a sorted photo was removed by somebody", ground => Each(ground.Sorted(), File.Delete)),
            ("a sorted photo was replaced by a pipe", ground => Each(ground.Sorted(), path => Replace(path, () => Shell.Do("mkfifo", path)))),
            ("the names to be given were taken by somebody", TakeNames),
            ("a label's folder was replaced by a file", ground => Each(Labels(ground), path =>
            {
                Directory.Move(path, path + " away");
                File.WriteAllText(path, "a file");
            })),
        ];
        foreach (var (kind, act) in kinds)
        {
            for (var round = 0; round < rounds && !isOver(); round++)
                Try(twofold, kind, ground => { act(ground); return null; });
        }
    }

    /// <summary>Runs as often as asked all that takes permissions away, as a user whom they bind.</summary>
    public void Permissions(int rounds, Func<bool> isOver)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess || !Shell.Try("setpriv", "--version"))
        {
            Console.Error.WriteLine("Only an administrator can try as another user whom permissions bind, by 'setpriv' of Linux: permissions were not tried.");
            return;
        }

        var bound = twofold with { Prefix = ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--"] };
        const UnixFileMode none = UnixFileMode.None, readOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        (string Kind, UnixFileMode Mode, Func<SortingGround, IEnumerable<string>> Of)[] kinds =
        [
            ("the photos' folders may not be changed", readOnly, ground => Directory.GetDirectories(ground.Photos)),
            ("a photos' folder may not be listed", none, ground => Directory.GetDirectories(ground.Photos).Take(1)),
            ("photos may not be read", none, ground => ground.Unsorted().Take(FilesTouched)),
            ("the output folder may not be written", readOnly, ground => [ground.Into]),
            ("the labels' folders may not be written", readOnly, Labels),
            ("the journal's folder may not be written", readOnly, ground => [Path.Combine(ground.Into, ".twofold")]),
            ("the journal may not be read", none, ground => Directory.GetFiles(Path.Combine(ground.Into, ".twofold"))),
        ];
        foreach (var (kind, mode, of) in kinds)
        {
            for (var round = 0; round < rounds && !isOver(); round++)
            {
                Try(bound, kind, ground =>
                {
                    var kept = of(ground).Select(path => (Path: path, Mode: ModeOf(path))).ToList();
                    kept.ForEach(file => SetMode(file.Path, mode));
                    return () =>
                    {
                        kept.ForEach(file => SetMode(file.Path, file.Mode));
                        ground.GivePermissionsBack();
                    };
                });
            }
        }
    }

    /// <summary>Runs as often as asked what the system refuses of single photos: reading fails, or nothing may be done to them.</summary>
    public void Refusals(int rounds, Func<bool> isOver)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("Only an administrator of Linux can make photos that cannot be read or removed: neither was tried.");
            return;
        }

        for (var round = 0; round < rounds && !isOver(); round++)
        {
            // The memory of a process, mounted in a photo's place: a plain file whose reading ends in EIO, and which cannot be renamed.
            Try(twofold, "a photo whose reading fails (EIO), and that is held on to (EBUSY)", ground =>
            {
                var photos = Pick(ground.Unsorted());
                foreach (var path in photos)
                    Shell.Do("mount", "--bind", $"/proc/{Environment.ProcessId}/mem", path);
                return () => Array.ForEach(photos, path => Shell.Do("umount", path));
            });
            Try(twofold, "a photo that may not be moved or removed (immutable)", ground =>
            {
                var photos = Pick(ground.Unsorted()).Where(path => Shell.Try("chattr", "+i", path)).ToArray();
                return () => Array.ForEach(photos, path => Shell.Do("chattr", "-i", path));
            });
        }
    }

    // The interference gives what takes it back; null where nothing can.
    void Try(TwofoldChild child, string kind, Func<SortingGround, Action?> interfere)
    {
        using var ground = new SortingGround(sort, model, folder, otherFolder);
        if (child.Prefix.Count > 0)
        {
            foreach (var root in ground.Roots)
                Shell.Do("chown", "-R", $"{Nobody}:{Nobody}", root);
        }

        Begin(child, ground);
        var mend = interfere(ground);
        string? problem;
        var hasKept = false;
        try
        {
            var there = ground.Contents();
            problem = Follow(child.Run(ground.SortArguments), ground, there);
            // Every other time it is taken back in that state. What may be the last copy then stays, and is one too many later.
            if (random.NextDouble() < 0.5)
            {
                var undone = child.Run(ground.UndoArguments);
                hasKept = undone.Error.Contains("last copy", StringComparison.Ordinal);
                problem ??= Follow(undone, ground, there) ?? Follow(child.Run(ground.SortArguments), ground, there);
            }
        }
        finally
        {
            mend?.Invoke();
        }

        if (mend is not null && !hasKept)
            problem ??= ground.Lost() ?? Finish.Of(child, ground);
        else
            problem ??= Follow(child.Run(ground.UndoArguments), ground, ground.Contents()) ?? Follow(child.Run(ground.SortArguments), ground, ground.Contents());
        tally.Add($"{kind}: {sort}", problem);
    }

    // A sort that has something sorted, and something left to sort. Files get their places in bursts, so it may take several tries to stop in one.
    void Begin(TwofoldChild child, SortingGround ground)
    {
        do
        {
            var count = 1 + random.NextInt(ground.FileCount / 2);
            if (!child.Run(ground.SortArguments, _ => ground.SortedCount >= count).IsKilled)
                child.Run(ground.UndoArguments);
        }
        while (ground.SortedCount is 0 || ground.SortedCount == ground.FileCount);
    }

    static string? Follow(ChildOutcome outcome, SortingGround ground, HashSet<string> there) =>
        outcome.Complaint ?? (ground.Contents() is var now && there.IsSubsetOf(now) ? null : $"{there.Except(now).Count()} contents that were there are nowhere: {outcome.Output}{outcome.Error}");

    void TakeNames(SortingGround ground)
    {
        foreach (var label in Labels(ground))
        {
            foreach (var path in ground.Unsorted())
            {
                if (Path.Combine(label, Path.GetFileName(path)) is var taken && !Path.Exists(taken))
                    File.WriteAllText(taken, $"somebody's {taken}");
            }
        }
    }

    static string[] Labels(SortingGround ground) => [.. Directory.GetDirectories(ground.Into).Where(path => Path.GetFileName(path) != ".twofold")];

    void Each(string[] paths, Action<string> act)
    {
        foreach (var path in Pick(paths))
            act(path);
    }

    string[] Pick(string[] paths)
    {
        random.Shuffle<string>(paths);
        return [.. paths.Take(FilesTouched)];
    }

    static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows() && Path.Exists(path))
            File.SetUnixFileMode(path, mode);
    }

    static void Replace(string path, Action make)
    {
        File.Delete(path);
        make();
    }
}
