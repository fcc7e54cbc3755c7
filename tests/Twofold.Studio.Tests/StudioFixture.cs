using System.Net.Http;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Twofold.Studio.Tests.StudioFixture))]

namespace Twofold.Studio.Tests;

/// <summary>One studio with a state of its own for all tests, and the browser to look at it with.</summary>
public sealed class StudioFixture : IAsyncLifetime
{
    const string Chromium = "/usr/bin/chromium";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("twofold-studio-");
    readonly DirectoryInfo neverOpened = Directory.CreateTempSubdirectory("twofold-never-opened-");
    readonly SemaphoreSlim gate = new(1);
    readonly Lazy<Task<string>> model;
    IPlaywright? playwright;
    IBrowser? browser;

    public StudioFixture() => model = new Lazy<Task<string>>(TrainAsync);

    public StudioServer Server { get; private set; } = null!; // xunit initializes the fixture first.

    /// <summary>A folder for what a test needs on disk.</summary>
    public string Folder => folder.FullName;

    /// <summary>A folder beside that one, which no test opens: some open <see cref="Folder"/> itself, and with it all that lies there.</summary>
    public string NeverOpened => neverOpened.FullName;

    public Uri Root => new(Server.Address, "/");

    /// <summary>What a program sends to be let in.</summary>
    public string Token => Server.Address.Query["?token=".Length..];

    public async ValueTask InitializeAsync() =>
        Server = await StudioServer.StartAsync(new StudioOptions { Port = FreePort.Find(), Home = Path.Combine(Folder, "home") });

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        await Server.DisposeAsync();
        gate.Dispose();
        folder.Delete(recursive: true);
        neverOpened.Delete(recursive: true);
    }

    /// <summary>A program that was let in.</summary>
    public HttpClient Client() => Server.Client();

    /// <summary>A small pair, trained once on drawn animals for all tests that use one: its identity.</summary>
    public Task<string> ModelAsync() => model.Value;

    /// <summary>Its file.</summary>
    public async Task<string> ModelFileAsync()
    {
        using var client = Client();
        return (await client.AskAsync($"/models/{await ModelAsync()}")).GetProperty("path").GetString()!; // A model has one.
    }

    /// <summary>A copy of that file, in a folder that was opened.</summary>
    public async Task<string> ModelCopyAsync(string name)
    {
        var folder = Path.Combine(Folder, "copies");
        Directory.CreateDirectory(folder);
        File.Copy(await ModelFileAsync(), Path.Combine(folder, name));
        using var client = Client();
        await client.TellAsync("/folders", new { path = folder });
        return Path.Combine(folder, name);
    }

    /// <summary>The folder that it learned from.</summary>
    public string Animals => Path.Combine(Folder, "animals");

    /// <summary>A browser of its own (its cookies too) on a page of the studio. Skips the test where there is no browser.</summary>
    public async Task<IPage> OpenAsync(string address, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 900)
    {
        var context = await (await BrowserAsync()).NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        await page.GotoAsync(Server.Address.ToString());
        await page.GotoAsync(new Uri(Root, address).ToString());
        return page;
    }

    async Task<string> TrainAsync()
    {
        using var client = Client();
        await client.TellAsync("/folders", new { path = DrawnPhotos.Labeled(Animals, perLabel: 30) });
        var trained = await client.WorkAsync("/recognize/trainings", new { folder = Animals, creator = "gan", backbone = "none", steps = 25, size = 32 });
        return trained.GetProperty("model").GetProperty("id").GetString()!; // A model has one.
    }

    async Task<IBrowser> BrowserAsync()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no browser at {Chromium}: install Chromium ('apt-get install chromium') to run this test.");
        await gate.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            // A container's root has no sandbox to stand in.
            return browser ??= await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        }
        finally
        {
            gate.Release();
        }
    }
}
