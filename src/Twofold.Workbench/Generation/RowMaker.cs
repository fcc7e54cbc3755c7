using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Workbench;

/// <summary>Makes new rows of a label.</summary>
static class RowMaker
{
    /// <summary>
    /// Writes exactly the number of rows that was asked for, with every column that the model asks for and their label in the column that it
    /// learned it from.
    /// </summary>
    public static GenerateResult Run(TablePair pair, GenerateRequest request, CancellationToken cancellation)
    {
        if (request.Sheet is not null)
            throw new TwofoldException("A contact sheet is of pictures, and this model makes rows: leave '--sheet' out.");
        if (request.Truncation is not null || request.Scale != 1)
            throw new TwofoldException($"{(request.Scale != 1 ? "Pictures are enlarged" : "The noise of pictures is truncated")}, and this model makes rows: leave '{(request.Scale != 1 ? "--scale" : "--truncation")}' out.");
        if (request.Insistence is not null)
            throw new TwofoldException("The recognizer insists on the labels of pictures, and this model makes rows: leave '--insistence' out.");
        if (request is not { FlowSteps: null, Guidance: null })
            throw new TwofoldException($"{(request.FlowSteps is not null ? "Steps" : "Guidance")} of a flow of pictures {(request.FlowSteps is not null ? "were" : "was")} asked for, and this model makes rows: leave '{(request.FlowSteps is not null ? "--flow-steps" : "--guidance")}' out.");
        TableWriter.RequireFormat(request.Out);
        NewFile.Require(request.Out, "--out");
        var rows = pair.Generate(request.Label, request.Count, request.Seed, cancellation);
        TableWriter.Write(rows.WithColumn(new Column(pair.Info.LabelColumn, ColumnKind.Category, [request.Label]), new double[rows.Count]), request.Out, cancellation: cancellation);
        return new GenerateResult([request.Out], null);
    }
}
