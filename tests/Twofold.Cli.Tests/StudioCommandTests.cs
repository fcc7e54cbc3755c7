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
    public async Task The_command_line_of_the_browser_does_not_tell_the_token()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs 'xdg-open', in whose place this puts another.");
        using var home = new Home();
        var (opener, opened) = (Path.Combine(home.Path, "bin", "xdg-open"), Path.Combine(home.Path, "opened"));
        Directory.CreateDirectory(Path.GetDirectoryName(opener)!); // It has a folder.
        await File.WriteAllTextAsync(opener, $"#!/bin/sh\necho \"$@\" > '{opened}.part'\nmv '{opened}.part' '{opened}'\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var studio = await home.StartAsync(opensIn: Path.GetDirectoryName(opener));
        while (!File.Exists(opened))
            await Task.Delay(20, TestContext.Current.CancellationToken);

        var address = (await File.ReadAllTextAsync(opened, TestContext.Current.CancellationToken)).Trim();

        Assert.DoesNotContain(studio.Address.Query["?token=".Length..], address);
        using var browser = new HttpClient();
        Assert.Contains("<title>Recognize", await browser.GetStringAsync(address, TestContext.Current.CancellationToken));
        using var another = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await another.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
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

        /// <param name="opensIn">The folder of the opener of browsers; null to open none.</param>
        public async Task<Started> StartAsync(string? opensIn = null)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            var start = new ProcessStartInfo(TwofoldProcess.Path, ["studio", "--quiet", "--port", $"{port}", .. opensIn is null ? ["--no-open"] : Array.Empty<string>()]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["TWOFOLD_HOME"] = Path;
            if (opensIn is not null)
                start.Environment["PATH"] = $"{opensIn}:{Environment.GetEnvironmentVariable("PATH")}";
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
