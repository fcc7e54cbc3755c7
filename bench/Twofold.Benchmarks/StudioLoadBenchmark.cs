using System.Diagnostics;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Twofold.Benchmarks;

/// <summary>Many clients of one studio at once: what they wait, what fails, and whether the studio's memory stays as it is.</summary>
static class StudioLoadBenchmark
{
    const string About = """
        studio-load: asks a studio, in a process of its own, which label a photo has: so many times a second over so many connections, each question at its
        time whether or not the last one was answered. Exit code 1 where one fails.
        """;

    static readonly Dictionary<string, string> Known = new()
    {
        ["--model"] = "the pair of photos that is asked",
        ["--photos"] = "a folder of photos to ask about",
        ["--rate"] = "questions a second; default 200",
        ["--connections"] = "how many ask; default 50",
        ["--seconds"] = "for how long; default 300",
        ["--twofold"] = "the executable; default the one that the build made",
    };

    public static int Run(string[] arguments)
    {
        if (CommandOptions.Read(arguments, Known, About) is not { } options)
            return 0;
        var home = Directory.CreateTempSubdirectory("twofold-load-");
        try
        {
            return RunAsync(options, home.FullName).GetAwaiter().GetResult();
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    static async Task<int> RunAsync(CommandOptions options, string home)
    {
        var (rate, connections, seconds) = (options.Number("--rate", 200), (int)options.Number("--connections", 50), options.Number("--seconds", 300));
        var folder = Path.GetFullPath(options.Text("--photos", ""));
        var photos = Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories);
        using var studio = TwofoldChild.Find(options, home).Start(["studio", "--no-open"]);
        try
        {
            var address = new Uri(await studio.StandardOutput.ReadLineAsync() ?? throw new TwofoldException($"The studio ended: {await studio.StandardError.ReadToEndAsync()}"));
            using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = new Uri(address, "/api/") };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", address.Query["?token=".Length..]);
            _ = await AskAsync(client, "folders", new { path = folder });
            var file = Path.GetFullPath(options.Text("--model", ""));
            _ = await AskAsync(client, "data", new { path = file });
            var model = (await AskAsync(client, "models", new { path = file })).GetProperty("id").GetString();

            var (begun, number) = (Stopwatch.GetTimestamp(), -1);
            var waits = new List<(double At, double Milliseconds)>();
            var failures = new List<string>();
            Console.WriteLine("second | answered | median ms | p99 ms | failed | the studio's memory, MB");
            var asking = Task.WhenAll(Enumerable.Range(0, connections).Select(_ => KeepAskingAsync()));
            for (var minute = 1; !asking.IsCompleted; minute++)
            {
                await Task.WhenAny(asking, Task.Delay(TimeSpan.FromSeconds(Math.Min(60, seconds))));
                lock (waits)
                    Print($"{Stopwatch.GetElapsedTime(begun).TotalSeconds:0}", [.. waits.Where(wait => wait.At >= (minute - 1) * 60)]);
            }

            await asking;
            Print("all", waits);
            foreach (var failure in failures.Take(3))
                Console.WriteLine(failure);
            return failures.Count == 0 ? 0 : 1;

            async Task KeepAskingAsync()
            {
                while (true)
                {
                    // Each question has its time, however late the answers are: who waits longer is not asked less.
                    var next = Interlocked.Increment(ref number);
                    var at = next / rate;
                    if (at >= seconds)
                        return;
                    var early = at - Stopwatch.GetElapsedTime(begun).TotalSeconds;
                    if (early > 0)
                        await Task.Delay(TimeSpan.FromSeconds(early));
                    try
                    {
                        _ = await AskAsync(client, $"recognize/{model}/predict?path={Uri.EscapeDataString(photos[next % photos.Length])}", new { });
                        lock (waits)
                            waits.Add((at, 1000 * (Stopwatch.GetElapsedTime(begun).TotalSeconds - at)));
                    }
                    catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
                    {
                        lock (waits)
                            failures.Add(exception.Message);
                    }
                }
            }

            void Print(string name, IReadOnlyList<(double At, double Milliseconds)> some)
            {
                studio.Refresh();
                var sorted = some.Select(wait => wait.Milliseconds).Order().ToArray();
                Console.WriteLine(sorted.Length == 0
                    ? $"{name} | 0 | | | {failures.Count} | {studio.WorkingSet64 / 1e6:0}"
                    : $"{name} | {sorted.Length} | {sorted[sorted.Length / 2]:0.0} | {sorted[(int)(0.99 * (sorted.Length - 1))]:0.0} | {failures.Count} | {studio.WorkingSet64 / 1e6:0}");
            }
        }
        finally
        {
            studio.Kill();
            studio.WaitForExit();
        }
    }

    static async Task<JsonElement> AskAsync(HttpClient client, string address, object question)
    {
        using var answer = await client.PostAsJsonAsync(address, question);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new HttpRequestException($"{(int)answer.StatusCode}: {text}");
    }
}
