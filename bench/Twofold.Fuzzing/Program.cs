using System.Globalization;
using SharpFuzz;
using Twofold.Fuzzing;

// What looks for bytes that cannot be read and are not refused, what repeats the findings, and photos that were changed at random. The script 'fuzz'
// beside this file does all of the first.
switch (args)
{
    case ["run", var name] when FuzzTargets.Find(name) is { } target:
        Fuzzer.Run(stream => target.Try(ReadAll(stream)));
        return 0;
    case ["hunt", .. var options]:
        return Hunt.Run(options);
    case ["hunt-child", var name, var corpus, var findings, var state, var seconds, var seed] when FuzzTargets.Find(name) is { } target:
        return HuntChild.Run(target, corpus, findings, state, double.Parse(seconds, CultureInfo.InvariantCulture), ulong.Parse(seed, CultureInfo.InvariantCulture));
    case ["replay", var name, .. var files] when FuzzTargets.Find(name) is { } target:
        return FuzzTargets.Replay(target, files);
    case ["corpus", var folder]:
        FuzzTargets.WriteCorpus(folder);
        return 0;
    case ["photos", .. var options]:
        return HostilePhotos.Run(options);
    case ["photos-child"]:
        return HostilePhotos.RunChild();
    default:
        Console.Error.WriteLine(
            $"""
            run TARGET             what AFL++ calls (see the script 'fuzz')
            hunt TARGET --corpus FOLDER --findings FOLDER [--minutes 10 (the processor's)] [--seed 1]
                                   the same without AFL++, in one process, which is faster on a busy machine
            replay TARGET FILES    each file once, as a test does
            corpus FOLDER          the files to begin with, written by Twofold itself
            photos --folder FOLDER [--mutations 2000] [--seed 1] [--keep FOLDER]
                                   every photo of a folder, and changed ones, in a child process with little memory and time
            targets: {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}
            """);
        return 2;
}

static byte[] ReadAll(Stream stream)
{
    using var whole = new MemoryStream();
    stream.CopyTo(whole);
    return whole.ToArray();
}
