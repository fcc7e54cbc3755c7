using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio.Tests;

public sealed class AccessTests(StudioFixture studio)
{
    [Theory]
    [InlineData("/recognize")]
    [InlineData("/api/jobs")]
    [InlineData("/api/openapi.json")]
    [InlineData("/frame/studio.css")]
    public async Task Nothing_is_shown_without_the_token(string address)
    {
        using var client = new HttpClient { BaseAddress = studio.Root };

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(address)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", new string('0', 64));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task The_token_is_exchanged_for_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        var answer = await client.GetAsync(studio.Server.Address);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location!.ToString());
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
    }

    [Fact]
    public async Task An_address_to_start_a_browser_with_lets_one_in_and_does_not_tell_the_token()
    {
        var address = studio.Server.CreateLaunchAddress();
        using var first = new HttpClient();
        using var second = new HttpClient();

        Assert.Contains("<title>", await first.GetStringAsync(address, TestContext.Current.CancellationToken));

        Assert.DoesNotContain(studio.Token, address.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
        // Who was let in stays in.
        Assert.True((await first.GetAsync(new Uri(studio.Root, "/api/jobs"), TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        // It is no token.
        second.DefaultRequestHeaders.Authorization = new("Bearer", studio.Server.CreateLaunchAddress().Query["?launch=".Length..]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync(new Uri(studio.Root, "/api/jobs"), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public void An_address_to_start_a_browser_with_is_worth_nothing_after_a_minute()
    {
        var time = new SetTime();
        var codes = new LaunchCodes(time);
        var (soon, late) = (codes.Create(), codes.Create());

        time.Now += TimeSpan.FromSeconds(59);
        Assert.True(codes.Take($"{soon}"));
        Assert.False(codes.Take($"{soon}"));
        time.Now += TimeSpan.FromSeconds(2);
        Assert.False(codes.Take($"{late}"));
    }

    /// <summary>A clock that a test sets.</summary>
    sealed class SetTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1.evil.example:80")]
    public async Task Another_host_name_is_turned_away_although_the_token_is_right(string host)
    {
        using var client = studio.Client();
        client.DefaultRequestHeaders.Host = host;

        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.GetAsync("/api/jobs")).StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task A_page_of_another_origin_is_turned_away_although_the_token_is_right(string origin)
    {
        using var client = studio.Client();
        client.DefaultRequestHeaders.Add("Origin", origin);

        Assert.Equal(HttpStatusCode.Forbidden, (await client.PutAsJsonAsync("/api/state/test/x", 1)).StatusCode);
    }

    [Fact]
    public async Task Pages_run_only_what_the_studio_serves()
    {
        using var client = studio.Client();

        var policy = Assert.Single((await client.GetAsync("/recognize")).Headers.GetValues("Content-Security-Policy"));

        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotContain("http", policy);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_every_address()
    {
        using var client = studio.Client();

        var document = await client.GetFromJsonAsync<JsonElement>("/api/openapi.json");

        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, Operation: operation))).ToList();
        Assert.Contains(operations, entry => entry.Name == "/api/jobs/{id}");
        Assert.All(operations, entry => Assert.True(entry.Operation.Value.TryGetProperty("summary", out _), $"{entry.Operation.Name} {entry.Name} has no summary."));
    }

    [Fact]
    public async Task A_second_studio_on_the_same_state_says_so()
    {
        var options = new StudioOptions { Port = FreePort.Find(), Home = Path.Combine(studio.Folder, "home") };

        var mistake = await Assert.ThrowsAsync<TwofoldException>(() => StudioServer.StartAsync(options));

        Assert.Contains("works with", mistake.Message);
    }

    [Fact]
    public void A_home_that_cannot_be_one_is_not_taken_for_that_of_another_studio()
    {
        var file = Path.Combine(studio.Folder, "no-folder");
        File.WriteAllText(file, "");

        var mistake = Assert.Throws<TwofoldException>(() => new StudioDatabase(Path.Combine(file, "home")));

        Assert.Contains("cannot be used", mistake.Message);
        Assert.Contains("TWOFOLD_HOME", mistake.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var options = new StudioOptions { Port = studio.Server.Address.Port, Home = Path.Combine(studio.Folder, "other") };

        var mistake = await Assert.ThrowsAsync<TwofoldException>(() => StudioServer.StartAsync(options));

        Assert.Contains($"{options.Port}", mistake.Message);
        Assert.Contains("--port", mistake.Message);
    }

    [Theory]
    [InlineData(80, "127.0.0.1", "http://127.0.0.1", true)]
    [InlineData(80, "localhost:80", "http://localhost", true)]
    [InlineData(80, "127.0.0.1", null, true)]
    [InlineData(80, "127.0.0.1:80", "http://127.0.0.1:80", true)]
    [InlineData(80, "127.0.0.1", "http://localhost", false)]
    [InlineData(80, "127.0.0.1", "http://evil.example", false)]
    [InlineData(80, "evil.example", null, false)]
    [InlineData(80, "", null, false)]
    [InlineData(81, "127.0.0.1", null, false)]
    [InlineData(81, "127.0.0.1:81", "http://127.0.0.1", false)]
    public async Task A_browser_is_let_in_at_the_port_that_it_does_not_say(int port, string host, string? origin, bool isLetIn)
    {
        var token = AccessToken.Create();
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<LaunchCodes>().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseAccessCheck(port, token);
        app.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Method = "GET";
        context.Request.Headers.Host = host;
        context.Request.Headers.Authorization = $"Bearer {token}";
        if (origin is not null)
            context.Request.Headers.Origin = origin;

        await app.Build()(context);

        Assert.Equal(isLetIn, context.Response.StatusCode == StatusCodes.Status204NoContent);
    }

    [Fact]
    public async Task A_home_that_is_named_from_where_one_is_takes_what_is_dropped()
    {
        var home = Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(studio.Folder, "relative-home"));
        await using var server = await StudioServer.StartAsync(new StudioOptions { Port = FreePort.Find(), Home = home }, TestContext.Current.CancellationToken);
        using var client = server.Client();
        var folder = (await client.TellAsync("/drops", new { })).GetProperty("path").GetString()!; // It has one.
        using var content = new ByteArrayContent([1, 2, 3]);

        var answer = await client.PostAsync($"/api/drops/files?folder={Uri.EscapeDataString(folder)}&name=a.jpg", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public void A_port_of_the_administrator_s_is_refused_in_words()
    {
        // Who runs the tests may be the administrator, so that no port is refused.
        var denied = new SocketException((int)SocketError.AccessDenied);

        Assert.Equal("Port 80 may not be used by you: choose one from 1024 on.", LoopbackPort.Refusal(80, denied)?.Message);
        Assert.Contains("--port", LoopbackPort.Refusal(8080, denied)?.Message);
        Assert.Null(LoopbackPort.Refusal(80, new InvalidOperationException()));
    }

    [Fact]
    public async Task A_start_that_comes_to_nothing_leaves_the_state_to_the_next()
    {
        var options = new StudioOptions { Port = FreePort.Find(), Home = Path.Combine(studio.Folder, "begun") };
        var database = Path.Combine(options.Home, "studio.db");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StudioServer.StartAsync(options, new CancellationToken(canceled: true)));
        File.Delete(database);
        await File.WriteAllTextAsync(database, new string('?', 4096), TestContext.Current.CancellationToken);
        Assert.Contains("cannot be opened", (await Assert.ThrowsAsync<TwofoldException>(() => StudioServer.StartAsync(options))).Message);
        File.Delete(database);

        await using var begun = await StudioServer.StartAsync(options, TestContext.Current.CancellationToken);
        Assert.Equal(options.Port, begun.Address.Port);
    }
}
