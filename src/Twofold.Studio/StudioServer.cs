using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Twofold.Studio;

/// <summary>The local web studio: the workbench in the browser, on this machine only.</summary>
public sealed class StudioServer : IAsyncDisposable
{
    readonly WebApplication app;

    StudioServer(WebApplication app, Uri address) => (this.app, Address) = (app, address);

    /// <summary>Where it is, with the token that lets a browser in.</summary>
    public Uri Address { get; }

    /// <summary>
    /// A new address that lets one browser in, once, within a minute: to start a browser with, whose command line every user of the machine can read.
    /// </summary>
    public Uri CreateLaunchAddress() => AccessCheck.LaunchAddress(Address.Port, app.Services.GetRequiredService<LaunchCodes>().Create());

    /// <summary>Starts the studio.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="TwofoldException">The port is taken or forbidden, a studio works on the same state already, or the state cannot be written.</exception>
    public static async Task<StudioServer> StartAsync(StudioOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var port = LoopbackPort.Choose(options.Port);
        var token = AccessToken.Create();
        var app = Build(options, port, token);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whatever it was: the state is free for who tries again.
            await app.DisposeAsync().ConfigureAwait(false);
            if (LoopbackPort.Refusal(port, exception) is { } refusal)
                throw refusal;
            throw;
        }

        return new StudioServer(app, new Uri($"http://127.0.0.1:{port}/?token={token}"));
    }

    /// <summary>A line for each address of the HTTP API that asks it with curl, each below what it does. Nothing is started.</summary>
    public static IReadOnlyList<string> ApiLines()
    {
        var scratch = Directory.CreateTempSubdirectory("twofold-studio-");
        try
        {
            using var app = (IDisposable)Build(new StudioOptions { Home = scratch.FullName }, StudioOptions.UsualPort, AccessToken.Create());
            return [.. CurlLines.Of(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())];
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Works until it is cancelled; running jobs are then told to keep what they have.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellation.Register(() => stopped.TrySetResult());
        await stopped.Task.ConfigureAwait(false);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The studio, not started: what answers to requests, whoever brings them.</summary>
    internal static WebApplication Build(StudioOptions options, int port, AccessToken token, IServer? server = null)
    {
        // Empty: no settings from the environment or from the folder where somebody happens to be may open another door.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => LoopbackPort.Listen(server, port));
        builder.Services.AddRouting();
        builder.Services.AddStudioState(options.Home ?? UserFolder.Require("studio"));
        builder.Services.AddStudioJobs(options.OnBug);
        builder.Services.AddStudioFiles();
        builder.Services.AddStudioModels();
        builder.Services.AddStudioApi();
        builder.Services.AddSingleton<LaunchCodes>();
        foreach (var page in StudioPages.All)
            page.Services?.Invoke(builder.Services);
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        if (server is not null)
            builder.Services.AddSingleton(server);

        var app = builder.Build();
        // What was never asked for is not disposed of, and the state is claimed from here on.
        _ = app.Services.GetRequiredService<StudioDatabase>();
        app.UseStudioHeaders();
        app.UseProblems(options.OnBug);
        app.UseAccessCheck(port, token);
        app.MapFrame();
        var api = app.MapStudioApi();
        api.MapJobs();
        api.MapPageState();
        api.MapFiles();
        api.MapModels();
        foreach (var page in StudioPages.All)
            page.Endpoints?.Invoke(api.MapGroup("").WithTags(page.Name));
        return app;
    }

    /// <summary>Whoever started the studio says when it ends: Ctrl-C is the command line's.</summary>
    sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
