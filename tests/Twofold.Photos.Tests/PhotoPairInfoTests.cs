using System.Text.Json;

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
}
