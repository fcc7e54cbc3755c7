using System.Diagnostics;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Twofold.Cli.Tests;

public sealed class StudioCommandTests
{
    [Fact]
    public async Task The_first_line_is_the_address_alone_and_it_lets_a_browser_in()
    {
        using var home = new Home();
        using var studio = await home.StartAsync();

        Assert.Matches(@"^http://127\.0\.0\.1:\d+/\?token=[0-9a-f]{64}$", studio.Address.ToString());
        using var client = new HttpClient();
        Assert.Contains("<title>Recognize", await client.GetStringAsync(studio.Address));
    }

    [Fact]
    public async Task Killed_at_any_moment_it_comes_back_with_its_state_and_another_token()
    {
        using var home = new Home();
        string folder;
        Uri before;
        using (var studio = await home.StartAsync())
        {
            (folder, before) = (home.Path, studio.Address);
            using var client = studio.Client();
            await client.PostAsJsonAsync("/api/folders", new { path = folder });
            await client.PutAsJsonAsync("/api/state/learn/points", new[] { 1, 2 });
            studio.Process.Kill();
            await studio.Process.WaitForExitAsync();
        }

        using var again = await home.StartAsync();
        Assert.NotEqual(before.Query, again.Address.Query);
        using var returning = again.Client();
        Assert.Equal(folder, Assert.Single((await returning.GetFromJsonAsync<JsonElement>("/api/folders")).EnumerateArray()).GetString());
        Assert.Equal("[1,2]", (await returning.GetFromJsonAsync<JsonElement>("/api/state/learn")).GetProperty("points").GetRawText());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_mistake_in_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        using var home = new Home();

        (await TwofoldProcess.RunAsync(TwofoldProcess.Path, ["studio", "--no-open", "--port", port], start => start.Environment["TWOFOLD_HOME"] = home.Path)).IsAMistake(port, "--port");
    }

    [Fact]
    public async Task Each_address_of_the_API_has_a_curl_line()
    {
        var lines = (await TwofoldProcess.RunAsync("studio", "--api")).Succeeded();

        Assert.Contains("curl -s -H \"Authorization: Bearer $TWOFOLD_TOKEN\" \"$TWOFOLD_STUDIO/api/jobs\"", lines);
        Assert.Contains("-X POST -H \"Authorization: Bearer $TWOFOLD_TOKEN\" -H 'Content-Type: application/json' -d '{\"model\":\"MODEL\",\"label\":\"LABEL\"}' \"$TWOFOLD_STUDIO/api/create/pictures\"", lines);
        Assert.Contains("/api/recognize/MODEL/predict?path=PATH", lines);
    }

    /// <summary>A home of its own for a studio's state.</summary>
    sealed class Home : IDisposable
    {
        readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("twofold-");

        public string Path => folder.FullName;

        public async Task<Started> StartAsync()
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            var start = new ProcessStartInfo(TwofoldProcess.Path, ["studio", "--no-open", "--quiet", "--port", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["TWOFOLD_HOME"] = Path;
            var process = Process.Start(start) ?? throw new InvalidOperationException("The studio did not start.");
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            return new Started(process, new Uri(line ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync())));
        }

        public void Dispose() => folder.Delete(recursive: true);
    }

    /// <summary>A studio that works.</summary>
    sealed record Started(Process Process, Uri Address) : IDisposable
    {
        public HttpClient Client()
        {
            var client = new HttpClient { BaseAddress = new Uri(Address, "/") };
            client.DefaultRequestHeaders.Authorization = new("Bearer", Address.Query["?token=".Length..]);
            return client;
        }

        public void Dispose()
        {
            if (!Process.HasExited)
            {
                Process.Kill(entireProcessTree: true);
                Process.WaitForExit();
            }

            Process.Dispose();
        }
    }
}
