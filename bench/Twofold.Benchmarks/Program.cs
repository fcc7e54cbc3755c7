using Twofold.Benchmarks;

switch (args)
{
    case ["creator", ..]:
        return CreatorBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Which benchmark? creator");
        return 2;
}
