using System.Buffers.Binary;
using System.Text;

namespace Twofold.Tables.Tests.Pair;

/// <summary>
/// Models of tables whose sums are right and whose numbers were written to do harm: they are refused, or they answer with probabilities. Never a bug,
/// never a wait, never memory that the file does not hold.
/// </summary>
public sealed class HostilePairTests
{
    const string Name = "hostile.twofold";

    static readonly double[] Hostile =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 0, 0.5, 1e308, -1e308, double.Epsilon, int.MaxValue, (double)int.MaxValue + 1, uint.MaxValue, 1e18, 28];

    static readonly string[] HostileJson = ["null", "-1", "0", "1e308", "2147483648", "[]", "{}", "\"\"", "\"a\"", "[null]", "true", "\"NaN\""];

    static readonly Dictionary<string, IReadOnlyDictionary<string, byte[]>> Trained = [];

    public static TheoryData<string> Models => [.. TablePairOptions.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Any_number_of_a_model_may_be_anything(string model)
    {
        var (parts, rows) = PartsOf(model);
        var random = new SeededRandom(7);
        foreach (var part in parts.Keys.Where(name => name.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            var start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(parts[part]);
            for (var attempt = 0; attempt < 60; attempt++)
            {
                var changed = (byte[])parts[part].Clone();
                // The first numbers are often counts and options: they get their share.
                var count = (changed.Length - start) / 8;
                var place = attempt < 20 ? attempt % count : random.NextInt(count);
                BinaryPrimitives.WriteDoubleLittleEndian(changed.AsSpan(start + (8 * place)), Hostile[random.NextInt(Hostile.Length)]);
                Tried(new Dictionary<string, byte[]>(parts) { [part] = changed }, rows);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Any_length_or_name_of_a_model_may_be_another(string model)
    {
        var (parts, rows) = PartsOf(model);
        var random = new SeededRandom(8);
        foreach (var part in parts.Keys.Where(name => name.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            var start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(parts[part]);
            for (var attempt = 0; attempt < 60; attempt++)
            {
                var changed = (byte[])parts[part].Clone();
                changed[8 + random.NextInt(start - 8)] = (byte)"0123456789,[]{}\":aU\\ "[random.NextInt(21)];
                Tried(new Dictionary<string, byte[]>(parts) { [part] = changed }, rows);
                Tried(new Dictionary<string, byte[]>(parts) { [part] = changed[..random.NextInt(changed.Length)] }, rows);
            }
        }
    }

    [Theory]
    [InlineData("logistic-regression")]
    [InlineData("mixed-naive-bayes")]
    public void Any_value_of_a_description_may_be_anything(string model)
    {
        var (parts, rows) = PartsOf(model);
        var json = Encoding.UTF8.GetString(parts[ModelFile.InfoPart]);
        var colons = json.Index().Where(character => character.Item == ':' && json[character.Index - 1] == '"').Select(character => character.Index).ToArray();
        foreach (var colon in colons)
            foreach (var value in HostileJson)
                Tried(new Dictionary<string, byte[]>(parts) { [ModelFile.InfoPart] = Encoding.UTF8.GetBytes(Replaced(json, colon + 1, value)) }, rows);
    }

    [Fact]
    public void Words_that_are_hashed_to_many_columns_take_no_memory_before_there_are_numbers_for_them()
    {
        var texts = PairFolder.Mixed(60, 1, withText: true).Select([3, 4]);
        var pair = TablePairTrainer.Train(texts, "animal", new TablePairOptions { Recognizer = "logistic-regression", Creator = "none" }).Pair;
        var parts = PartsOf(pair);
        var tensors = SafeTensors.FromBytes(parts["recognizer.safetensors"]);
        var hostile = new SafeTensors();
        foreach (var name in tensors.Names)
            if (name.EndsWith(".words", StringComparison.Ordinal))
                hostile.AddBytes(name, tensors.ReadBytes(name));
            else if (!name.EndsWith(".factors", StringComparison.Ordinal))
                hostile.Add(name, name.EndsWith(".options", StringComparison.Ordinal) ? [0, 0, 1, 28] : tensors.Read(name, [.. tensors.ShapeOf(name)]), [.. tensors.ShapeOf(name)]);
        parts["recognizer.safetensors"] = hostile.ToBytes();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refused = Assert.Throws<TwofoldException>(() => TablePair.Open(ModelFile.Of(Name, parts)));

        Assert.Contains("'coefficients' has the shape", refused.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    // Written in place of the value that stands there: a number, a word, a text, a list or an object.
    static string Replaced(string json, int start, string value)
    {
        var end = start;
        while (json[end] == ' ')
            end++;
        if (json[end] == '"')
            end = json.IndexOf('"', end + 1) + 1;
        else if (json[end] is '[' or '{')
            for (var depth = 0; depth > 0 || json[end] is '[' or '{'; end++)
            {
                depth += json[end] is '[' or '{' ? 1 : json[end] is ']' or '}' ? -1 : 0;
                if (depth == 0)
                {
                    end++;
                    break;
                }
            }
        else
            while (json[end] is not (',' or '}' or '\n'))
                end++;
        return string.Concat(json.AsSpan(0, start), value, json.AsSpan(end));
    }

    static void Tried(Dictionary<string, byte[]> parts, Table rows)
    {
        try
        {
            var pair = TablePair.Open(ModelFile.Of(Name, parts));
            var probabilities = pair.Recognizer.PredictProbabilities(rows);
            for (var i = 0; i < probabilities.GetLength(0); i++)
                Assert.Equal(1, probabilities.Row(i).ToArray().Sum(), 1e-6);
            _ = pair.Predict(rows);
            _ = pair.Opinions(rows);
            if (pair.HasCreator)
                _ = pair.Generate(pair.Creator.Labels[0], 2, seed: 1);
        }
        catch (TwofoldException exception)
        {
            Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        }
    }

    static (Dictionary<string, byte[]> Parts, Table Rows) PartsOf(string model)
    {
        var kind = TableModelCatalog.Find(model)!; // It is of the list.
        var table = PairFolder.Suitable(kind);
        lock (Trained)
        {
            if (!Trained.TryGetValue(model, out var parts))
            {
                var options = new TablePairOptions { Recognizer = model, Creator = kind.IsGenerative ? model : "none" };
                Trained.Add(model, parts = PartsOf(TablePairTrainer.Train(table, "animal", options).Pair));
            }

            return (new(parts), table.Subset([0, 1, 2, 3]));
        }
    }

    static Dictionary<string, byte[]> PartsOf(TablePair pair)
    {
        using var folder = new PairFolder();
        pair.Save(folder[Name]);
        return ModelArchive.Read(folder[Name]).ToDictionary();
    }
}
