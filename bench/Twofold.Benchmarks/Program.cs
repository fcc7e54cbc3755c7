using Twofold.Benchmarks;

switch (args)
{
    case ["backbone-pass", ..]:
        return BackbonePassBenchmark.Run(args[1..]);
    case ["creator", ..]:
        return CreatorBenchmark.Run(args[1..]);
    case ["creator-held-core", ..]:
        return HeldCoreBenchmark.Run(args[1..]);
    case ["creator-resume", ..]:
        return ResumeBenchmark.Run(args[1..]);
    case ["creator-speed", ..]:
        return CreatorSpeedBenchmark.Run(args[1..]);
    case ["faults", ..]:
        return FaultsBenchmark.Run(args[1..]);
    case ["gbt", ..]:
        return GradientBoostedTreesBenchmark.Run(args[1..]);
    case ["judge", ..]:
        return JudgeBenchmark.Run(args[1..]);
    case ["ng-jordan", ..]:
        return NgJordanBenchmark.Run(args[1..]);
    case ["peers", ..]:
        return PeersBenchmark.Run(args[1..]);
    case ["photos", ..]:
        return PhotoBenchmark.Run(args[1..]);
    case ["recognizer-speed", ..]:
        return RecognizerSpeedBenchmark.Run(args[1..]);
    case ["published", ..]:
        return PublishedBenchmark.Run(args[1..]);
    case ["studio-load", ..]:
        return StudioLoadBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Which benchmark? backbone-pass, creator, creator-held-core, creator-resume, creator-speed, faults, gbt, judge, ng-jordan, peers, photos, published, studio-load");
        return 2;
}
