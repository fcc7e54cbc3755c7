using System.Diagnostics;
using Twofold.Photos;
using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Compares generative with discriminative models on a person's data.</summary>
public static class Comparer
{
    /// <summary>Compares, and writes the report where one is asked for.</summary>
    /// <exception cref="TwofoldException">The data cannot be compared on, or the report cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to report; later, what was measured by then is returned.</exception>
    public static CompareResult Run(CompareRequest request, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var clock = Stopwatch.StartNew();
        var isTable = DataKind.IsTable(request.Data);
        if (isTable && request.Minutes is not null)
            throw new TwofoldException($"'{request.Data}' is a table, and time was given for networks, which are trained on photos: leave the minutes out.");
        if (request.Minutes is not (null or (>= NetworkComparison.LeastMinutes and < double.PositiveInfinity)))
            throw new TwofoldException($"{request.Minutes} minutes for networks of both families: give at least {NetworkComparison.LeastMinutes}.");
        GrowingReport? growing = null;
        if (request.Report is { } report)
        {
            HtmlPage.RequireReplaceable(report, "--report");
            growing = new GrowingReport(request, report, clock);
            request = request with { Options = request.Options with { SoFar = growing } };
        }

        var (result, warnings) = isTable ? OfTable(request, progress, cancellation) : OfPhotos(request, progress, cancellation);
        var compared = new CompareResult(result, request.Data, request.Report, warnings, clock.Elapsed) { Stopped = result.Stopped };
        if (request.Minutes is { } minutes && !result.Stopped)
        {
            // What the heads do is read while networks learn.
            growing?.Write(compared with { NetworksLearn = true });
            compared = WithNetworks(compared, request, minutes, progress, cancellation) with { Elapsed = clock.Elapsed };
        }

        if (request.Report is null)
            return compared;
        var (written, problems) = KeptFile.Save(path => ComparisonReport.Write(path, compared), request.Report, "The report");
        return compared with { Report = written, Warnings = [.. compared.Warnings, .. problems] };
    }

    static (ComparisonResult, IReadOnlyList<string>) OfTable(CompareRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var read = LabeledTableFile.Read(request.Data, request.Label, new Dictionary<string, ColumnKind>(), progress, cancellation);
        var compared = TableComparison.Run(read.Table, request.Label!, request.Time, pairs: null, request.Options, progress, cancellation); // Without it the reading fails.
        return (compared.Result, [.. read.Warnings, .. compared.Warnings]);
    }

    static (ComparisonResult, IReadOnlyList<string>) OfPhotos(CompareRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var compared = PhotoComparison.Run(request.Data, request.Backbone, pairs: null, request.Options, progress, cancellation);
        return (compared.Result, [$"Photos were seen through {compared.Backbone}, a pretrained network that both heads stand on.", .. compared.Warnings]);
    }

    static CompareResult WithNetworks(CompareResult compared, CompareRequest request, double minutes, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            var networks = new NetworkComparison(request, progress, cancellation).Run(minutes);
            return compared with { Networks = networks, Stopped = cancellation.IsCancellationRequested, Warnings = [.. compared.Warnings, .. networks?.Warnings ?? []] };
        }
        catch (TwofoldException problem)
        {
            // The heads have been compared: that is not thrown away.
            return compared with { Warnings = [.. compared.Warnings, $"Networks could not be compared: {problem.Message}"] };
        }
    }

    /// <summary>The report of what was measured so far.</summary>
    sealed class GrowingReport(CompareRequest request, string report, Stopwatch clock) : IProgress<ComparisonResult>
    {
        bool failed;

        public void Report(ComparisonResult value) => Write(new CompareResult(value, request.Data, report, [], clock.Elapsed));

        public void Write(CompareResult soFar)
        {
            if (failed)
                return;
            try
            {
                ComparisonReport.Write(report, soFar with { Elapsed = clock.Elapsed });
                request.ReportGrew?.Invoke();
            }
            catch (TwofoldException)
            {
                // No reason to stop measuring: the whole report is tried once more at the end, and what is wrong is said then.
                failed = true;
            }
        }
    }
}
