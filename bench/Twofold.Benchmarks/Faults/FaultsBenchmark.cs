namespace Twofold.Benchmarks;

/// <summary>Faults that are made on purpose, and how many of each kind the product survives: <c>-- faults sort|signals|tensors|training</c>.</summary>
static class FaultsBenchmark
{
    public static int Run(string[] arguments) => arguments switch
    {
        ["sort", ..] => SortFaults.Run(arguments[1..]),
        ["signals", ..] => SignalFaults.Run(arguments[1..]),
        ["tensors", ..] => TensorGrowth.Run(arguments[1..]),
        ["training", ..] => TrainingFaults.Run(arguments[1..]),
        _ => throw new TwofoldException("Which faults? 'faults sort', 'faults signals', 'faults tensors' or 'faults training', each with --help."),
    };
}
