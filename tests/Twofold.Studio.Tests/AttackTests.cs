using System.Diagnostics;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

namespace Twofold.Studio.Tests;

/// <summary>What somebody tries who was not let in, or who was and wants more.</summary>
public sealed class AttackTests(StudioFixture studio)
{
    [Theory]
    [InlineData("no host", "GET /api/jobs HTTP/1.1\r\n\r\n")]
    [InlineData("two hosts", "GET /api/jobs HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n")]
    [InlineData("another host in the address", "GET http://evil.example/api/jobs HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("no version", "GET /api/jobs\r\n\r\n")]
    [InlineData("a tunnel", "CONNECT evil.example:80 HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("another protocol", "GET /api/jobs HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: http://evil.example\r\n\r\n")]
    [InlineData("two lengths", "POST /api/jobs HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 60\r\n\r\nX")]
    [InlineData("a length and chunks", "POST /api/jobs HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("a length below zero", "POST /api/jobs HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("the files above", "GET /frame/../../../../etc/passwd HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("the files above, written otherwise", "GET /frame/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("a zero in the address", "GET /frame/studio.css%00.js HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("a zero in a header", "GET /api/jobs HTTP/1.1\r\nHost: HOST\r\nX: \0\r\n\r\n")]
    [InlineData("nonsense", "\x16\x03\x01\x02\0\x01\0\x01\r\n\r\n")]
    public async Task Nothing_comes_of_a_raw_request(string what, string request)
    {
        var answer = await SendAsync(request);

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.DoesNotContain("root:", answer);
        Assert.DoesNotContain(studio.Folder, answer);
        await AssertAnswersAsync();
    }

    [Theory]
    [InlineData("an endless address", 200_000, "GET /{0} HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("an endless header", 200_000, "GET / HTTP/1.1\r\nHost: HOST\r\nX: {0}\r\n\r\n")]
    [InlineData("a cookie of a megabyte", 1_000_000, "GET / HTTP/1.1\r\nHost: HOST\r\nCookie: {0}\r\n\r\n")]
    public async Task Endless_lines_are_cut_short(string what, int length, string request)
    {
        var answer = await SendAsync(request.Replace("{0}", new string('a', length)));

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{what}: {answer}");
        await AssertAnswersAsync();
    }

    [Fact]
    public async Task A_question_of_gigabytes_is_not_taken_in()
    {
        // Who announces so much does not end the line: the studio would then have nobody to tell.
        var question = await SendAsync($"PUT /api/state/test/x HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer {studio.Token}\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n", andNoMore: false);
        var file = await SendAsync($"POST /api/drops/files?folder=x&name=y HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer {studio.Token}\r\nContent-Type: application/octet-stream\r\nContent-Length: 999999999999\r\n\r\n", andNoMore: false);
        Assert.StartsWith("HTTP/1.1 413", question);
        Assert.StartsWith("HTTP/1.1 4", file);
    }

    [Fact]
    public async Task Slow_clients_hurt_nobody_and_are_let_go()
    {
        var slow = await Task.WhenAll(Enumerable.Range(0, 300).Select(async _ =>
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, studio.Root.Port);
            await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost"u8.ToArray());
            return client;
        }));
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
            await AssertAnswersAsync();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);

        // 408, and the line is closed.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var rest = new byte[1024];
        while (await slow[0].GetStream().ReadAsync(rest, patience.Token) > 0)
        {
        }

        foreach (var client in slow)
            client.Dispose();
    }

    [Theory]
    [InlineData("../../outside.jpg")]
    [InlineData("/tmp/outside.jpg")]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_dropped_file_stays_in_its_folder(string name)
    {
        using var client = studio.Client();
        var folder = (await client.TellAsync("/drops", new { })).GetProperty("path").GetString()!; // It has one.
        using var content = new ByteArrayContent([1, 2, 3]);

        var answer = await client.PostAsync($"/api/drops/files?folder={Uri.EscapeDataString(folder)}&name={Uri.EscapeDataString(name)}", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("{0}.jpg", 250, HttpStatusCode.NoContent)]
    [InlineData("{0}.jpg", 300, HttpStatusCode.BadRequest)]
    [InlineData("{0}/1.jpg", 300, HttpStatusCode.BadRequest)]
    public async Task A_dropped_file_may_have_as_long_a_name_as_a_file_can_and_no_longer_one(string name, int length, HttpStatusCode expected)
    {
        using var client = studio.Client();
        var folder = (await client.TellAsync("/drops", new { })).GetProperty("path").GetString()!; // It has one.
        using var content = new ByteArrayContent([1, 2, 3]);

        var answer = await client.PostAsync($"/api/drops/files?folder={Uri.EscapeDataString(folder)}&name={Uri.EscapeDataString(string.Format(name, new string('a', length)))}", content);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.NoContent ? 1 : 0, Directory.EnumerateFileSystemEntries(folder).Count());
    }

    [Fact]
    public async Task A_dropped_file_that_breaks_off_leaves_nothing()
    {
        using var client = studio.Client();
        var folder = (await client.TellAsync("/drops", new { })).GetProperty("path").GetString()!; // It has one.
        using (var line = new TcpClient())
        {
            await line.ConnectAsync(IPAddress.Loopback, studio.Root.Port);
            await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /api/drops/files?folder={Uri.EscapeDataString(folder)}&name=1.jpg HTTP/1.1\r\nHost: {studio.Root.Authority}\r\nAuthorization: Bearer {studio.Token}\r\nContent-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\nbegun"));
            await WaitAsync(() => Directory.EnumerateFiles(folder).Any());
        }

        await WaitAsync(() => !Directory.EnumerateFiles(folder).Any());
    }

    [Fact]
    public async Task A_space_at_the_end_of_a_name_makes_another_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Names end with no space there.");
        using var client = studio.Client();
        var folder = (await client.TellAsync("/drops", new { })).GetProperty("path").GetString()!; // It has one.
        Assert.Equal(HttpStatusCode.NoContent, await DropAsync(client, folder, "a.jpg", 1));
        Assert.Equal(HttpStatusCode.NoContent, await DropAsync(client, folder, "a.jpg ", 2));

        Assert.Equal([1], await File.ReadAllBytesAsync(Path.Combine(folder, "a.jpg"), TestContext.Current.CancellationToken));
        Assert.Equal([2], await File.ReadAllBytesAsync(Path.Combine(folder, "a.jpg "), TestContext.Current.CancellationToken));

        using var refused = await client.PostAsync("/api/folders", JsonContent.Create(new { path = folder + " " }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("ends with a space", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Directory.CreateDirectory(folder + " ");
        Assert.Equal(folder + " ", (await client.TellAsync("/folders", new { path = folder + " " })).GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_dropped_file_takes_no_other_s_place()
    {
        using var client = studio.Client();
        var folder = (await client.TellAsync("/drops", new { })).GetProperty("path").GetString()!; // It has one.
        Assert.Equal(HttpStatusCode.NoContent, await DropAsync(client, folder, "a.jpg", 1));

        Assert.Equal(HttpStatusCode.BadRequest, await DropAsync(client, folder, "a.jpg", 2));

        Assert.Equal([1], await File.ReadAllBytesAsync(Assert.Single(Directory.EnumerateFiles(folder)), TestContext.Current.CancellationToken));
    }

    static async Task<HttpStatusCode> DropAsync(HttpClient client, string folder, string name, byte content)
    {
        using var file = new ByteArrayContent([content]);
        using var answer = await client.PostAsync($"/api/drops/files?folder={Uri.EscapeDataString(folder)}&name={Uri.EscapeDataString(name)}", file);
        return answer.StatusCode;
    }

    [Fact]
    public async Task Links_lead_out_of_no_opened_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links take rights there that tests do not have.");
        var (album, secret) = (Path.Combine(studio.Folder, "album"), studio.NeverOpened);
        Directory.CreateDirectory(album);
        DrawnPhotos.Labeled(secret, perLabel: 1);
        File.CreateSymbolicLink(Path.Combine(album, "photo.png"), Directory.EnumerateFiles(secret, "*.png", SearchOption.AllDirectories).First());
        Directory.CreateSymbolicLink(Path.Combine(album, "more"), secret);
        using var client = studio.Client();
        await client.TellAsync("/folders", new { path = album });

        foreach (var address in new[] { $"/api/photos?path={album}/photo.png", $"/api/photos/thumbnail?path={album}/photo.png", $"/api/folders/list?path={album}/more", $"/api/folders/list?path={album}/../../{Path.GetFileName(secret)}" })
            Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_port_gets_and_changes_nothing_in_a_real_browser()
    {
        var visitor = await studio.OpenAsync("/tables");
        using var listener = new HttpListener();
        var other = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        listener.Prefixes.Add(other.ToString());
        listener.Start();
        var serving = ServeAsync(listener);
        var page = await visitor.Context.NewPageAsync();
        await page.GotoAsync(other.ToString());

        // Cookies know no ports: this browser has been let in, and sends the cookie along.
        var got = await page.EvaluateAsync<string[]>("""
            async studio => {
                const tried = [];
                const attempt = async (name, action) => {
                    try {
                        tried.push(`${name}: ${await action()}`);
                    } catch {
                        tried.push(`${name}: nothing`);
                    }
                };
                const loads = element => new Promise((loaded, failed) => {
                    element.onload = () => loaded('loaded');
                    element.onerror = failed;
                    document.body.append(element);
                });
                await attempt('read', async () => (await fetch(`${studio}api/jobs`, { credentials: 'include' })).text());
                await attempt('write', async () => (await fetch(`${studio}api/state/attack/x`, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '1' })).type && 'nothing');
                await attempt('put', async () => (await fetch(`${studio}api/state/attack/x`, { method: 'PUT', credentials: 'include', headers: { 'Content-Type': 'application/json' }, body: '1' })).text());
                await attempt('events', () => new Promise((got, failed) => Object.assign(new EventSource(`${studio}api/jobs/x/events`, { withCredentials: true }), { onmessage: got, onerror: failed })));
                await attempt('socket', () => new Promise((got, failed) => Object.assign(new WebSocket(`${studio.replace('http', 'ws')}api/jobs`), { onopen: got, onerror: failed })));
                await attempt('script', () => loads(Object.assign(document.createElement('script'), { src: `${studio}frame/studio.js` })));
                await attempt('image', () => loads(Object.assign(document.createElement('img'), { src: `${studio}frame/icon.svg` })));
                const frame = Object.assign(document.createElement('iframe'), { src: `${studio}tables` });
                await Promise.race([loads(frame), new Promise(done => setTimeout(done, 1000))]);
                await attempt('frame', () => frame.contentDocument.body.textContent);
                return tried;
            }
            """, studio.Root.ToString());

        Assert.All(got, tried => Assert.EndsWith(": nothing", tried));
        using var client = studio.Client();
        Assert.Equal("{}", $"{await client.AskAsync("/state/attack")}");
        listener.Stop();
        await serving;
        await visitor.Context.CloseAsync();

        static async Task ServeAsync(HttpListener listener)
        {
            try
            {
                while (true)
                {
                    var context = await listener.GetContextAsync();
                    context.Response.ContentType = "text/html";
                    await context.Response.OutputStream.WriteAsync("<!doctype html><title>Other</title><body>"u8.ToArray());
                    context.Response.Close();
                }
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // Stopped.
            }
        }
    }

    async Task AssertAnswersAsync()
    {
        using var client = studio.Client();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/jobs")).StatusCode);
    }

    /// <summary>What comes back on a line of its own until it is closed, or for so long that nothing more is to come.</summary>
    async Task<string> SendAsync(string request, bool andNoMore = true)
    {
        using var line = new TcpClient();
        await line.ConnectAsync(IPAddress.Loopback, studio.Root.Port);
        var stream = line.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request.Replace("HOST", studio.Root.Authority)));
            if (andNoMore)
                line.Client.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            for (int read; (read = await stream.ReadAsync(buffer, patience.Token)) > 0;)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The line was cut: what came before counts.
        }

        return answer.ToString();
    }

    static async Task WaitAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 200 && !isSo(); i++)
            await Task.Delay(50);
        Assert.True(isSo());
    }
}
