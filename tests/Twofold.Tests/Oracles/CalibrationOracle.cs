using System.Text.Json;

namespace Twofold.Tests;

/// <summary>Answers of scikit-learn about calibration, made by make_calibration.py beside this file.</summary>
sealed record CalibrationOracle(CalibrationOracle.Curve[] Curves, CalibrationOracle.Weighted WeightedIsotonic, CalibrationOracle.Model[] Models)
{
    static readonly Lazy<CalibrationOracle> Read = new(() =>
        JsonSerializer.Deserialize<CalibrationOracle>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "calibration.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("calibration.json is empty."));

    public static CalibrationOracle Answers => Read.Value;

    public sealed record Curve(string Name, double[] Scores, bool[] IsTrue, double Slope, double Intercept, double[] Queries, double[] Isotonic);

    public sealed record Weighted(double[] Scores, bool[] IsTrue, double[] Weights, double[] Queries, double[] Isotonic);

    public sealed record Model(int[] Labels, double[][] Probabilities, double[][] Queries, double[][] Sigmoid, double[][] Isotonic);
}
