using System.Text.Json;
using Twofold.ContractTests;

namespace Twofold.Photos.Tests;

public sealed class PhotoPairInfoTests
{
    /// <summary>All that the first model files said.</summary>
    const string First = """
        {
          "format": 1, "kind": "photos", "labels": ["cats", "dogs"], "created": "2026-11-20T12:00:00+00:00", "twofoldVersion": "0.1.0", "seed": 1,
          "data": { "counts": [40, 50], "fingerprint": "0", "unreadable": 0, "contradictory": 0 },
          "recognizer": {
            "features": "scratch", "featureCount": 64, "preparation": { "shortSide": 32, "width": 32, "height": 32 }, "c": null, "temperature": 1,
            "unsureBelow": 0.5, "unsureShare": 0.02, "unfamiliarBelow": -10, "unfamiliarShare": 0.01,
            "heldOut": { "photos": 18, "method": "kept aside", "accuracy": 0.9, "logLoss": 0.2, "calibrationError": 0.05, "twinAccuracy": 0.8 }
          }
        }
        """;

    [Fact]
    public void What_a_file_did_not_say_yet_is_empty_and_not_missing()
    {
        var info = JsonSerializer.Deserialize(First, PhotoPairJson.Default.PhotoPairInfo)!; // It is an object.

        Assert.Empty(info.Recognizer.Tried);
        Assert.Empty(info.Libraries);
        Assert.Null(info.Creator);
        Assert.Contains("cats", ModelCard.Write(info), StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_is_the_same_in_every_culture()
    {
        var info = JsonSerializer.Deserialize(First, PhotoPairJson.Default.PhotoPairInfo)!; // It is an object.
        var score = new BesideReal(new Estimate(0.75, 0.0625), new Estimate(0.875, 0.0625));
        info = info with
        {
            Recognizer = info.Recognizer with
            {
                Taught = info.Created,
                Tried = [new TriedRecognizer("scratch", 1234.5) { Accuracy = 0.905, LogLoss = 0.25, Kept = true }, new TriedRecognizer("other", 1) { Problem = "too large" }],
                TopUp = new TopUpInfo { Kept = true, Generated = new Dictionary<string, int> { ["cats"] = 7 }, Photos = 9, BalancedAccuracy = 0.905, Gain = 0.0125, GainLow = -0.01, GainHigh = 0.03, GainByWeights = 0.005 },
            },
            Creator = new CreatorInfo
            {
                Kind = CreatorInfo.Gan,
                Size = 32,
                NoiseDimension = 64,
                Seconds = 1234.5,
                Recognizability = 0.875,
                KeptFrom = info.Created,
                Scores = new PictureScores
                {
                    Pictures = 100,
                    Features = "scratch",
                    RecognizerTaught = false,
                    Recognizability = score,
                    FrechetDistance = score,
                    Precision = score,
                    Recall = score,
                    Density = score,
                    Coverage = score,
                    Diversity = score,
                },
            },
        };
        var expected = ModelCard.Write(info);
        using var host = new HostCulture();

        Assert.Equal(expected, ModelCard.Write(info));
        Assert.Contains("accuracy 90.0 %, log loss 0.200 nats", expected, StringComparison.Ordinal);
    }
}
