using System.CommandLine;
using Twofold.Cli;

return await CommandEdge.RunAsync(
    new RootCommand("Two models from one labelled set: one recognizes, one creates.")
    {
        UndoCommand.Create(),
        InfoCommand.Create(),
        BackboneCommand.Create(),
        CommonOptions.Json,
        CommonOptions.Quiet,
    },
    args);
