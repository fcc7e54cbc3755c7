using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Twofold.Tables;

namespace Twofold.Studio;

/// <summary>
/// What both halves say in every cell of a grid, in one block of bytes: the length of a header (int32), the header (JSON, padded with spaces to
/// whole groups of four bytes), then as far as there are models log p(cell | label) and log p(cell) of the generative one as float32, p(label | cell)
/// of the discriminative one and p(label | cell) of the generative one as bytes, 255 for certain. All of it <c>[rows, columns, labels]</c>, log p(cell)
/// <c>[rows, columns]</c>, the first row at the bottom, numbers little-endian. Where a coordinate is hidden there is one row or column.
/// </summary>
static class PlaneFields
{
    const double FarthestReach = 1000;

    public static byte[] Of(PlanePair pair, PlaneFieldsRequest request)
    {
        var began = Stopwatch.GetTimestamp();
        var cells = Cells(request);
        var generative = pair.Under(request.Prior);
        var known = pair.Discriminative.Model?.PredictProbabilities(cells);
        var posterior = generative?.PredictProbabilities(cells);
        var likelihood = generative?.LogLikelihood(cells);
        var density = generative?.LogDensity(cells) ?? [];
        var header = new PlaneFieldsHeader(
            generative?.Labels ?? pair.Discriminative.Model?.Labels ?? [],
            request.Hidden == "x" ? 1 : request.Cells,
            request.Hidden == "y" ? 1 : request.Cells,
            new PlaneHalfReport(pair.Discriminative.Problem, pair.Discriminative.Milliseconds, pair.DiscriminativeMistakes),
            new PlaneHalfReport(pair.Generative.Problem, pair.Generative.Milliseconds, pair.GenerativeMistakes),
            generative?.Prior,
            pair.Generative.Model?.Prior,
            generative is null ? null : pair.UnfamiliarBelow(generative, request.Hidden == "x", request.Hidden == "y"),
            Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return Written(header, likelihood, density, known, posterior);
    }

    static Table Cells(PlaneFieldsRequest request)
    {
        if (request.Cells is < 2 or > 256)
            throw new TwofoldException($"{request.Cells} cells each way: ask for 2 to 256.");
        if (!(request.Reach > 0 && request.Reach <= FarthestReach))
            throw new TwofoldException($"A reach of {request.Reach}: give a number above 0, up to {FarthestReach}.");
        if (request.Hidden is not (null or "x" or "y"))
            throw new TwofoldException($"'{request.Hidden}' is no coordinate: hide 'x', 'y' or nothing.");
        // A cell is asked about at its middle.
        double[] middles = [.. Enumerable.Range(0, request.Cells).Select(i => request.Reach * (((2 * i) + 1.0) / request.Cells - 1))];
        double[] xs = request.Hidden == "x" ? [double.NaN] : middles, ys = request.Hidden == "y" ? [double.NaN] : middles;
        return PlanePoints.Rows([.. ys.SelectMany(_ => xs)], [.. ys.SelectMany(y => xs.Select(_ => y))]);
    }

    static byte[] Written(PlaneFieldsHeader header, double[,]? likelihood, double[] density, double[,]? known, double[,]? posterior)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(header, StudioJson.Options);
        var padded = (text.Length + 3) / 4 * 4;
        var answer = new byte[sizeof(int) + padded + (sizeof(float) * ((likelihood?.Length ?? 0) + density.Length)) + (known?.Length ?? 0) + (posterior?.Length ?? 0)];
        BinaryPrimitives.WriteInt32LittleEndian(answer, padded);
        answer.AsSpan(sizeof(int), padded).Fill((byte)' ');
        text.CopyTo(answer, sizeof(int));
        var rest = answer.AsSpan(sizeof(int) + padded);
        foreach (var number in (ReadOnlySpan<double>)[.. Flat(likelihood), .. density])
        {
            BinaryPrimitives.WriteSingleLittleEndian(rest, (float)number);
            rest = rest[sizeof(float)..];
        }

        foreach (var shares in (ReadOnlySpan<double[,]?>)[known, posterior])
        {
            foreach (var share in Flat(shares))
            {
                rest[0] = (byte)Math.Round(255 * share);
                rest = rest[1..];
            }
        }

        return answer;
    }

    static ReadOnlySpan<double> Flat(double[,]? array) => array is null ? [] : array.AsFlatSpan();
}

/// <summary>What stands before the fields.</summary>
/// <param name="Labels">The labels, in the order of the fields' last dimension; empty where neither half could learn.</param>
/// <param name="Columns">The cells from left to right.</param>
/// <param name="Rows">The cells from the bottom up.</param>
/// <param name="Discriminative">How the discriminative half learned.</param>
/// <param name="Generative">How the generative half learned.</param>
/// <param name="Prior">The prior that the generative half answers under.</param>
/// <param name="LearnedPrior">The prior that it learned.</param>
/// <param name="UnfamiliarBelow">What has a lower log density is like nothing that was learned from.</param>
/// <param name="Milliseconds">How long the fields took, without the learning.</param>
sealed record PlaneFieldsHeader(
    IReadOnlyList<string> Labels, int Columns, int Rows, PlaneHalfReport Discriminative, PlaneHalfReport Generative,
    IReadOnlyList<double>? Prior, IReadOnlyList<double>? LearnedPrior, double? UnfamiliarBelow, double Milliseconds);

/// <summary>How a half learned.</summary>
/// <param name="Problem">Why it could not; null where it could.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Mistakes">What it gets wrong; null where it could not learn.</param>
sealed record PlaneHalfReport(string? Problem, double Milliseconds, PlaneMistakes? Mistakes);
