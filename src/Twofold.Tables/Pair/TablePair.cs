using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Twofold.Tables;

/// <summary>
/// Two models learned from one table with labels: one recognizes, one creates. Kept in one file, <c>NAME.twofold</c>, that is enough by itself.
/// Immutable and thread-safe.
/// </summary>
public sealed class TablePair
{
    const string RecognizerPart = "recognizer.safetensors";
    const string CreatorPart = "creator.safetensors";
    const string CardPart = "card.md";

    readonly IReadOnlyDictionary<string, byte[]> parts;
    readonly IGenerativeModel<Table, string>? creator;

    TablePair(IReadOnlyDictionary<string, byte[]> parts, TablePairInfo info, IClassifier<Table, string> recognizer, IGenerativeModel<Table, string>? creator)
    {
        (this.parts, Info, this.creator) = (parts, info, creator);
        Schema = SchemaOf(info);
        Recognizer = new TableRecognizer(recognizer, Schema, info.Recognizer.Temperature);
    }

    /// <summary>What the model says of itself: labels, columns, counts, scores, what was tried.</summary>
    public TablePairInfo Info { get; }

    /// <summary>The columns that rows must have.</summary>
    public Schema Schema { get; }

    /// <summary>Whether a creator was trained.</summary>
    public bool HasCreator => creator is not null;

    /// <summary>The half that recognizes.</summary>
    public TableRecognizer Recognizer { get; }

    /// <summary>The half that creates: of every column but those of text.</summary>
    /// <exception cref="TwofoldException">The pair has none; the message says how to train one.</exception>
    public IGenerativeModel<Table, string> Creator => creator
        ?? throw new TwofoldException("This model has no creator, so it cannot make rows: train it again with '--creator auto' (or without '--creator none').");

    internal static string LibraryVersion { get; } = typeof(TablePair).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]; // The SDK always writes it.

    /// <summary>Opens a model file. Runs no code of it, and checks sums, sizes and shapes before they are used.</summary>
    /// <exception cref="TwofoldException">There is no such file, it is damaged, of another kind or of a newer version.</exception>
    public static TablePair Open(string path) => Open(ModelFile.Open(path));

    /// <inheritdoc cref="Open(string)"/>
    public static TablePair Open(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Load(TablePairJson.Default.TablePairInfo, TablePairInfo.TableKind, TablePairInfo.CurrentFormat, info =>
        {
            info.Validate();
            file.Require(RecognizerPart);
            if (info.Creator is not null)
                file.Require(CreatorPart);
            var recognizer = Load(info.Recognizer.Model, file.Parts[RecognizerPart], info.Labels, SchemaOf(info));
            var creator = info.Creator is { } made ? Load(made.Model, file.Parts[CreatorPart], info.Labels, SchemaOf(info, made.Columns)) : null;
            return new TablePair(file.Parts, info, recognizer, creator as IGenerativeModel<Table, string>);
        });
    }

    /// <summary>Writes the pair to a model file, whole or not at all.</summary>
    /// <exception cref="TwofoldException">The file could not be written; an older one is unchanged.</exception>
    public void Save(string path) => ModelArchive.Write(path, parts);

    /// <summary>What both halves say of each row: the recognizer its label, the creator whether it is like anything the pair has seen.</summary>
    /// <exception cref="TwofoldException">The table lacks a column, or a cell is no number or no known category; the message names row, column and value.</exception>
    public IReadOnlyList<TablePrediction> Predict(Table rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = rows.Conform(Schema);
        var probabilities = Recognizer.PredictProbabilities(table);
        var density = creator is not null && Info.Recognizer.UnfamiliarBelow is not null ? creator.LogDensity(CreatorColumns(table)) : null;
        var predictions = new TablePrediction[table.Count];
        for (var i = 0; i < predictions.Length; i++)
        {
            var row = probabilities.Row(i);
            var best = LogSpace.IndexOfMax(row);
            var byLabel = new Dictionary<string, double>(row.Length);
            for (var k = 0; k < row.Length; k++)
                byLabel.Add(Info.Labels[k], row[k]);
            predictions[i] = new TablePrediction(
                Info.Labels[best], row[best], byLabel, row[best] < Info.Recognizer.UnsureBelow, density is not null && density[i] < Info.Recognizer.UnfamiliarBelow);
        }

        return predictions;
    }

    /// <summary>
    /// How likely the creating half finds rows with these labels: the mean of log p(row, label) in nats, measured as
    /// <see cref="TableCreatorInfo.LogLikelihood"/> is.
    /// </summary>
    /// <exception cref="TwofoldException">The pair has no creator, or the table lacks a column.</exception>
    public double LogLikelihood(Table rows, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        var (model, info) = (Creator, Info.Creator!); // Creator throws where there is none.
        var codes = labels.Select(label => LabelEncoding.IndexOf(model.Labels, label)).ToArray();
        return CellLikelihood.OfRows(model, CreatorColumns(rows.Conform(Schema)), codes, info.Steps).Average();
    }

    internal static TablePair Create(TablePairInfo info, IClassifier<Table, string> recognizer, IGenerativeModel<Table, string>? creator)
    {
        var parts = new Dictionary<string, byte[]>
        {
            [ModelFile.InfoPart] = JsonSerializer.SerializeToUtf8Bytes(info, TablePairJson.Default.TablePairInfo),
            [RecognizerPart] = Stored(info.Recognizer.Model, recognizer),
            [CardPart] = Encoding.UTF8.GetBytes(TableModelCard.Write(info)),
        };
        if (creator is not null)
            parts[CreatorPart] = Stored(info.Creator!.Model, creator); // Where there is a creator, it is described.
        return new TablePair(parts, info, recognizer, creator);
    }

    Table CreatorColumns(Table table) =>
        Info.Creator!.Columns.Count == table.Columns ? table : table.Select([.. Info.Creator.Columns.Select(Schema.IndexOf)]); // Asked only where there is a creator.

    static Schema SchemaOf(TablePairInfo info) => new([.. info.Columns.Select(column => column.ToColumn())]);

    static Schema SchemaOf(TablePairInfo info, IReadOnlyList<string> names) =>
        new([.. names.Select(name => info.Columns.First(column => column.Name == name).ToColumn())]);

    // Both names were checked by Validate.
    static IClassifier<Table, string> Load(string model, byte[] part, IReadOnlyList<string> labels, Schema schema) =>
        TableModelCatalog.Find(model)!.Load(SafeTensors.FromBytes(part), labels, schema);

    static byte[] Stored(string model, IClassifier<Table, string> fitted)
    {
        var tensors = new SafeTensors();
        TableModelCatalog.Find(model)!.Store(fitted, tensors);
        return tensors.ToBytes();
    }
}
