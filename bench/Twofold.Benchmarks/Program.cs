using Twofold.Benchmarks;

switch (args)
{
    case ["creator", ..]:
        return CreatorBenchmark.Run(args[1..]);
    case ["photos", ..]:
        return PhotoBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Which benchmark? creator, photos");
        return 2;
}
