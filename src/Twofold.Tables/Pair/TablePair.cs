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
        Recognizer = new TableRecognizer(recognizer, SchemaOf(info, info.Recognizer.Columns), info.Recognizer.Temperature);
    }

    /// <summary>What the model says of itself: labels, columns, counts, scores, what was tried.</summary>
    public TablePairInfo Info { get; }

    /// <summary>The columns that rows must have.</summary>
    public Schema Schema { get; }

    /// <summary>Whether a creator was trained.</summary>
    public bool HasCreator => creator is not null;

    /// <summary>The half that recognizes.</summary>
    public TableRecognizer Recognizer { get; }

    /// <summary>The half that creates: of every column but those of text, or of texts where there is nothing else.</summary>
    /// <exception cref="TwofoldException">The pair has none; the message says how to train one.</exception>
    public IGenerativeModel<Table, string> Creator => creator
        ?? throw new TwofoldException("This model has no creator, so it cannot make rows: train it again with '--creator auto' (or without '--creator none').");

    Schema CreatorSchema => SchemaOf(Info, Info.Creator!.Columns); // Asked only where there is a creator.

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
            var recognizer = Load(info.Recognizer.Model, file.Parts[RecognizerPart], info.Labels, SchemaOf(info, info.Recognizer.Columns));
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
        var density = creator is not null && Info.Recognizer.UnfamiliarBelow is not null ? creator.LogDensity(table.Conform(CreatorSchema)) : null;
        var predictions = new TablePrediction[table.Count];
        for (var i = 0; i < predictions.Length; i++)
        {
            var row = probabilities.Row(i);
            var best = LogSpace.IndexOfMax(row);
            predictions[i] = new TablePrediction(
                Info.Labels[best], row[best], ByLabel(row), row[best] < Info.Recognizer.UnsureBelow, density is not null && density[i] < Info.Recognizer.UnfamiliarBelow);
        }

        return predictions;
    }

    /// <summary>What both halves say of each row, beside one another; cells may be missing.</summary>
    /// <exception cref="TwofoldException">The table lacks a column, or a cell is no number or no known category; the message names row, column and value.</exception>
    public IReadOnlyList<TableOpinions> Opinions(Table rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = rows.Conform(Schema);
        var discriminative = Recognizer.PredictProbabilities(table);
        var created = creator is null ? null : table.Conform(CreatorSchema);
        var generative = created is null ? null : creator!.PredictProbabilities(created); // There is a creator where there are its columns.
        var density = created is null ? null : creator!.LogDensity(created);
        return [.. Enumerable.Range(0, table.Count).Select(i => new TableOpinions(
            ByLabel(discriminative.Row(i)), generative is null ? null : ByLabel(generative.Row(i)), density?[i], Info.Recognizer.UnfamiliarBelow))];
    }

    Dictionary<string, double> ByLabel(ReadOnlySpan<double> row)
    {
        var byLabel = new Dictionary<string, double>(row.Length);
        for (var k = 0; k < row.Length; k++)
            byLabel.Add(Info.Labels[k], row[k]);
        return byLabel;
    }

    /// <summary>
    /// How likely the creating half finds rows with these labels: the mean of log p(row, label) in nats, measured as
    /// <see cref="TableCreatorInfo.LogLikelihood"/> is.
    /// </summary>
    /// <exception cref="TwofoldException">The pair has no creator, the table lacks a column or has no rows, or there is not one label of the model for each row.</exception>
    public double LogLikelihood(Table rows, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        if (rows.Count == 0 || labels.Count != rows.Count)
            throw new TwofoldException($"{rows.Count} rows and {labels.Count} labels: give at least one row, and a label for each.");
        var (model, info) = (Creator, Info.Creator!); // Creator throws where there is none.
        var codes = labels.Select(label => LabelEncoding.IndexOf(model.Labels, label)).ToArray();
        return CellLikelihood.OfRows(model, rows.Conform(CreatorSchema), codes, info.Steps).Average();
    }

    /// <summary>Makes new rows of a label, with every column that the pair knows: those that the creator does not make are missing.</summary>
    /// <param name="label">A label that the model knows.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">The same seed gives the same rows on the same machine.</param>
    /// <param name="cancellation">Stops the work between two batches.</param>
    /// <exception cref="TwofoldException">The pair has no creator, does not know the label, or the count is less than 1.</exception>
    public Table Generate(string label, int count, ulong seed, CancellationToken cancellation = default)
    {
        var made = Creator.Generate(label, count, seed, cancellation);
        foreach (var column in Schema)
            if (made.Schema.IndexOf(column.Name) < 0)
                made = made.WithColumn(column, [.. Enumerable.Repeat(double.NaN, count)]);
        return made.Conform(Schema);
    }

    /// <summary>
    /// The recognizer's recipe, fitted on nothing but rows that the creator makes, as many of each label as its prior says: how well it does on
    /// real rows tells how much the creator has got of what there is to learn.
    /// </summary>
    /// <param name="rows">How many rows to make, in all, at least 1; of each label at least one is made.</param>
    /// <param name="seed">The same seed makes the same rows.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="TwofoldException">The pair has no creator, or the number of rows is less than 1.</exception>
    public TableRecognizer TrainOnGenerated(int rows, ulong seed, CancellationToken cancellation = default)
    {
        if (rows < 1)
            throw new TwofoldException($"{rows} rows to learn from were asked for: ask for at least 1.");
        var (made, labels) = (new List<Table>(), new List<string>());
        foreach (var (label, share) in Creator.Labels.Zip(Creator.Prior))
        {
            var count = Math.Max(1, (int)Math.Round(share * rows));
            made.Add(Generate(label, count, seed, cancellation));
            labels.AddRange(Enumerable.Repeat(label, count));
        }

        var recipe = TableModelCatalog.Find(Info.Recognizer.Model)!.CandidateOf(Info.Recognizer.Settings).Recipe; // The name was checked.
        var schema = SchemaOf(Info, Info.Recognizer.Columns);
        return new TableRecognizer(recipe.Fit(Joined(made).Conform(schema), labels, weights: null, cancellation), schema, temperature: 1);
    }

    internal static TablePair Create(TablePairInfo info, IClassifier<Table, string> recognizer, IGenerativeModel<Table, string>? creator)
    {
        // What could not be opened again is not made.
        info.Validate();
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

    // The same columns in all, but for texts, of which each table has its own.
    Table Joined(IReadOnlyList<Table> tables)
    {
        Column[] columns = [.. Schema.Select((column, j) => column.Kind == ColumnKind.Text
            ? new Column(column.Name, ColumnKind.Text, [.. tables.SelectMany(table => table.Schema[j].Values).Distinct(StringComparer.Ordinal)])
            : column)];
        var values = new List<double>();
        foreach (var table in tables)
            for (var i = 0; i < table.Count; i++)
                for (var j = 0; j < columns.Length; j++)
                    values.Add(columns[j].Kind == ColumnKind.Text && table.Text(i, j) is { } text ? columns[j].IndexOf(text) : table[i, j]);
        return Table.FromFlat([.. values], new Schema(columns));
    }

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
