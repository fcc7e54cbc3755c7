using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace Twofold.Tables;

/// <summary>The page in a model file that people read (Mitchell 2019, "Model cards for model reporting").</summary>
static class TableModelCard
{
    public static string Write(TablePairInfo info)
    {
        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"""
            # A Twofold pair for tables

            Trained {info.Created:yyyy-MM-dd HH:mm} UTC by Twofold {info.TwofoldVersion}, seed {info.Seed}.

            ## What it learned from

            The label is the column `{info.LabelColumn}`. {info.Data.Unlabeled} rows without one were left out.

            | label | rows |
            |---|---|

            """);
        for (var k = 0; k < info.Labels.Count; k++)
            card.Append(CultureInfo.InvariantCulture, $"| {info.Labels[k]} | {info.Data.Counts[k]} |\n");
        card.Append("\n| column | of | missing |\n|---|---|---|\n");
        foreach (var column in info.Columns)
            card.Append(CultureInfo.InvariantCulture, $"| {column.Name} | {Of(column)} | {column.Missing} |\n");
        var (recognizer, held) = (info.Recognizer, info.Recognizer.HeldOut);
        card.Append(CultureInfo.InvariantCulture, $"""

            ## The recognizing half: p(label | row)

            {Named(recognizer.Model, recognizer.Settings)}. {recognizer.Why}
            On {held.Rows} held-out rows ({held.Method}): accuracy {held.Accuracy:P1}, log loss {held.LogLoss:0.000} nats, calibration error {held.CalibrationError:P1}.

            A prediction is *unsure* when its probability is under {recognizer.UnsureBelow:0.000}: at most {recognizer.UnsureShare:P0} of rows like these are.

            {Tried(recognizer.Tried, "log loss", tried => tried.LogLoss)}
            ## The creating half: p(row, label)


            """);
        card.Append(info.Creator is { } creator
            ? Invariant($"""
              {Named(creator.Model, creator.Settings)}, of {creator.Columns.Count} columns. {creator.Why}
              It finds a held-out row {creator.LogLikelihood:0.00} nats likely. What it makes is no record of anybody.

              {Tried(creator.Tried, "log-likelihood", tried => tried.LogLikelihood)}
              """)
            : "None was trained.\n");
        card.Append("""

            ## What it is not for

            It knows its labels and nothing else: what is none of them is at best called unfamiliar. Do not let it decide about people.

            """);
        return card.ToString();
    }

    static string Named(string model, string settings) => settings.Length == 0 ? model : $"{model} ({settings})";

    static string Of(TableColumnInfo column) => column.Kind switch
    {
        ColumnKind.Number => "numbers",
        ColumnKind.Category => $"{column.Categories.Count} categories",
        _ => "text",
    };

    static string Tried(IReadOnlyList<TriedModel> models, string score, Func<TriedModel, double?> of)
    {
        var table = new StringBuilder($"| tried | {score} |\n|---|---|\n");
        foreach (var tried in models)
            table.Append(CultureInfo.InvariantCulture, $"| {Named(tried.Model, tried.Settings)} | {of(tried)?.ToString("0.0000", CultureInfo.InvariantCulture) ?? tried.Problem} |\n");
        return table.ToString();
    }
}
