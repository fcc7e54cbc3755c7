using Google.Protobuf;
using Twofold.Tables;

namespace Twofold.Photos.Tests;

/// <summary>Comparisons on photos, through a tiny network.</summary>
public sealed class PhotoComparisonTests : TemporaryFolder
{
    [Fact]
    public void Two_heads_on_the_same_features_are_compared_and_what_cannot_be_used_is_said()
    {
        foreach (var (label, count, red) in new[] { ("dark", 12, 40), ("light", 12, 200), ("odd", 3, 120) })
            for (var i = 0; i < count; i++)
                Make($"photos/{label}/{i}.png", (byte)(red + (i * 3)));
        Directory.CreateDirectory(At("photos/dark"));
        File.WriteAllText(At("photos/dark/broken.jpg"), "\u00ff\u00d8\u00ff no photo");

        var compared = PhotoComparison.Run(At("photos"), Backbone(), options: new ComparisonOptions { Repeats = 2 });

        Assert.Equal(["dark", "light"], compared.Result.Labels);
        Assert.Equal(["Gaussians on features", "logistic regression on features"], compared.Result.Contenders.Select(contender => contender.Name));
        Assert.All(compared.Result.Contenders, contender => Assert.InRange(contender.Full!.Accuracy!.Value.Value, 0.8, 1));
        Assert.Contains(compared.Warnings, warning => warning.Contains("'odd' (3)", StringComparison.Ordinal));
        Assert.Equal("photo", compared.Result.Noun);
        Assert.Contains(compared.Result.Advice, advice => advice.Task == "The label of a new photo");
    }

    [Fact]
    public void Without_a_backbone_it_says_how_to_get_one()
    {
        foreach (var (label, red) in new[] { ("dark", 40), ("light", 200) })
            for (var i = 0; i < 2; i++)
                Make($"few/{label}/{i}.png", (byte)(red + i));
        Assert.Contains("twofold backbone add", Assert.Throws<TwofoldException>(() => PhotoComparison.Run(At("few"), "none")).Message);
    }

    [Fact]
    public void A_standardized_discriminant_has_the_density_of_the_columns_as_they_are()
    {
        var random = new SeededRandom(1);
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 2)];
        Table rows = (double[][])[.. labels.Select(label => (double[])[1000 + (100 * random.NextGaussian()) + (label * 150), 0.01 * random.NextGaussian()])];
        var plain = new LinearDiscriminantAnalysis().Fit(rows, labels);

        var model = new StandardizedDiscriminant { Recipe = new LinearDiscriminantAnalysis() }.Fit(rows, labels);

        Assert.Equal(plain.LogDensity(rows), model.LogDensity(rows), new Near(1e-6));
        Assert.Equal(plain.WithPrior([0.9, 0.1]).PredictProbabilities(rows)[3, 1], model.WithPrior([0.9, 0.1]).PredictProbabilities(rows)[3, 1], 1e-9);
        var made = model.Generate(1, 500, seed: 2);
        Assert.Equal(1150, Enumerable.Range(0, 500).Average(i => made[i, 0]), 25.0);
    }

    string Backbone()
    {
        File.WriteAllBytes(At("tiny.onnx"), TinyClassifier.Make().ToByteArray());
        File.WriteAllText(At("tiny.onnx.json"), """{"shortSide": 6, "width": 6, "height": 6, "scale": [0.02, 0.02, 0.02], "offset": [-2, -2, -2]}""");
        return At("tiny.onnx");
    }

    void Make(string name, byte red)
    {
        var random = new SeededRandom(red);
        var pixels = new byte[12 * 12 * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = i % 3 == 0 ? red : (byte)random.NextInt(60);
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        new Photo(12, 12, pixels).Save(At(name));
    }

    sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double first, double second) => Math.Abs(first - second) <= tolerance;

        public int GetHashCode(double value) => 0;
    }
}
