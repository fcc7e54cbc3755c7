using System.CommandLine;
using Twofold.Cli;

return await CommandEdge.RunAsync(
    new RootCommand("Two models from one labelled set: one recognizes, one creates.")
    {
        DemoCommand.Create(),
        TrainCommand.Create(),
        PredictCommand.Create(),
        SortCommand.Create(),
        UndoCommand.Create(),
        GenerateCommand.Create(),
        MeasureCommand.Create(),
        CompareCommand.Create(),
        StudioCommand.Create(),
        InfoCommand.Create(),
        BackboneCommand.Create(),
        CommonOptions.Json,
        CommonOptions.Quiet,
    },
    args);
