using System.Security.Cryptography;

namespace Twofold.Photos.Tests;

public sealed class BackboneStoreTests : TemporaryFolder
{
    static readonly byte[] Content = BackboneGraphTests.RandomPictures(300_000, seed: 5);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    readonly Backbone backbone = BackboneCatalog.All[1] with
    {
        Name = "tested",
        Pin = new BackbonePin("some/where.onnx", Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content))),
    };

    [Fact]
    public async Task A_backbone_is_downloaded_installed_and_removed()
    {
        using var server = new LoopbackServer(Content);
        var store = Store(server);
        var reports = new List<WorkProgress>();

        var installed = await store.AddAsync(backbone, new Collected(reports), Cancellation);

        Assert.Equal(Content, File.ReadAllBytes(installed.Path));
        Assert.Equal([installed.Path], Directory.GetFiles(Folder));
        Assert.Equal(["/some/where.onnx"], server.Paths);
        Assert.Equal((Content.Length, Content.Length), (reports[^1].Done, reports[^1].Total));
        Assert.Equal(installed, store.Find(backbone));
        Assert.True(store.Remove(backbone));
        Assert.False(store.Remove(backbone));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task An_installed_backbone_is_not_downloaded_again()
    {
        using var server = new LoopbackServer(Content);
        await Store(server).AddAsync(backbone, cancellation: Cancellation);
        await Store(server).AddAsync(backbone, cancellation: Cancellation);
        Assert.Single(server.Paths);
    }

    [Fact]
    public async Task A_dropped_connection_is_taken_up_where_it_broke_off()
    {
        using var server = new LoopbackServer(Content) { DropAfter = 70_000 };
        var installed = await Store(server).AddAsync(backbone, cancellation: Cancellation);

        Assert.Equal(Content, File.ReadAllBytes(installed.Path));
        Assert.Equal([0, 70_000, 140_000, 210_000, 280_000], server.Starts);
    }

    [Fact]
    public async Task Where_the_server_cannot_resume_the_next_address_is_tried()
    {
        using var dropping = new LoopbackServer(Content) { DropAfter = 70_000, KnowsRanges = false };
        using var sound = new LoopbackServer(Content);
        var installed = await Store(dropping, sound).AddAsync(backbone, cancellation: Cancellation);

        Assert.Equal(Content, File.ReadAllBytes(installed.Path));
        Assert.Equal([70_000], sound.Starts);
    }

    [Fact]
    public async Task A_download_that_was_cancelled_goes_on_the_next_time()
    {
        using var server = new LoopbackServer(Content);
        using var cancel = new CancellationTokenSource();
        var progress = new Acting(report =>
        {
            if (report.Done > 100_000)
                cancel.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store(server).AddAsync(backbone, progress, cancel.Token));
        Assert.Null(Store(server).Find(backbone));

        var installed = await Store(server).AddAsync(backbone, cancellation: Cancellation);
        Assert.Equal(Content, File.ReadAllBytes(installed.Path));
        Assert.True(server.Starts[^1] > 0);
    }

    [Fact]
    public async Task Wrong_bytes_are_not_installed()
    {
        var wrong = (byte[])Content.Clone();
        wrong[200_000] ^= 1;
        using var server = new LoopbackServer(wrong);

        var refused = await Assert.ThrowsAsync<TwofoldException>(() => Store(server).AddAsync(backbone, cancellation: Cancellation));
        Assert.Contains("SHA-256", refused.Message);
        Assert.Null(Store(server).Find(backbone));
    }

    [Fact]
    public async Task A_file_of_another_length_is_not_installed()
    {
        using var server = new LoopbackServer(Content[..1000]);
        var refused = await Assert.ThrowsAsync<TwofoldException>(() => Store(server).AddAsync(backbone, cancellation: Cancellation));
        Assert.Contains("1000 bytes, 300000 are expected", refused.Message);
    }

    [Fact]
    public async Task After_404_the_next_address_is_tried()
    {
        using var empty = new LoopbackServer(null);
        using var sound = new LoopbackServer(Content);
        await Store(empty, sound).AddAsync(backbone, cancellation: Cancellation);
        Assert.Single(empty.Paths);

        var refused = await Assert.ThrowsAsync<TwofoldException>(() => Store(empty).AddAsync(backbone with { Name = "other" }, cancellation: Cancellation));
        Assert.Contains("404", refused.Message);
    }

    [Fact]
    public async Task Without_a_network_a_sentence_says_so()
    {
        Uri nobody;
        using (var server = new LoopbackServer(Content))
            nobody = server.Address;
        var store = new BackboneStore(Folder, [nobody]);

        var refused = await Assert.ThrowsAsync<TwofoldException>(() => store.AddAsync(backbone, cancellation: Cancellation));
        Assert.Contains("no connection", refused.Message);
        Assert.Contains("go on without a backbone", refused.Message);
    }

    [Fact]
    public void Only_https_and_this_machine_are_addresses() =>
        Assert.Contains("https://", Assert.Throws<TwofoldException>(() => new BackboneStore(Folder, [new Uri("http://example.org/")])).Message);

    [Fact]
    public void What_is_asked_for_is_found_or_the_way_to_it_is_said()
    {
        var store = new BackboneStore(Folder);
        Assert.Null(BackboneResolver.Resolve("none", store));
        Assert.Contains("twofold backbone add resnet18", Assert.Throws<TwofoldException>(() => BackboneResolver.Resolve("resnet18", store)).Message);
        Assert.Contains("'mobilenetv2'", Assert.Throws<TwofoldException>(() => BackboneResolver.Resolve("resnet19", store)).Message);

        File.WriteAllBytes(At("resnet50.onnx"), [1]);
        Assert.Equal("resnet50", BackboneResolver.Resolve("ResNet50", store)?.Backbone.Name);
    }

    [Fact]
    public void A_file_given_by_path_needs_a_statement_of_what_it_expects()
    {
        File.WriteAllBytes(At("own.onnx"), [1, 2, 3]);
        Assert.Contains("own.onnx.json", Assert.Throws<TwofoldException>(() => InstalledBackbone.Of(At("own.onnx"))).Message);

        File.WriteAllText(At("own.onnx.json"), """{"shortSide": 40, "width": 32, "height": 24, "scale": [1, 2, 3], "offset": [4, 5, 6], "channels": "bgr", "layout": "channelsLast", "features": "pool"}""");
        var stated = InstalledBackbone.Of(At("own.onnx")).Backbone;
        Assert.Equal((new PhotoPreparation(40, 32, 24), ChannelOrder.Bgr, PixelLayout.ChannelsLast, "pool"), (stated.Preparation, stated.Channels, stated.Layout, stated.Features));

        File.WriteAllText(At("own.onnx.json"), """{"shortSide": 40}""");
        Assert.Contains("own.onnx.json", Assert.Throws<TwofoldException>(() => InstalledBackbone.Of(At("own.onnx"))).Message);
    }

    [Fact]
    public void A_known_file_is_known_by_its_bytes()
    {
        File.Copy(SharedData.Need("backbones/mobilenetv2.onnx"), At("renamed.onnx"));
        Assert.Equal("mobilenetv2-coral", InstalledBackbone.Of(At("renamed.onnx")).Backbone.Name);
    }

    [Fact]
    public void The_pins_are_those_of_the_model_zoo()
    {
        var pins = File.ReadLines(SharedData.Need("backbones/onnx_model_zoo_pins.tsv")).Skip(1).Select(line => line.Split('\t')).ToDictionary(row => row[0]);
        Assert.All(BackboneCatalog.All.Select(known => known.Pin!).Where(pin => pin.Path.Length > 0), pin =>
            Assert.Equal((pins[pin.Path][1], pins[pin.Path][2]), (pin.Sha256, $"{pin.Length}")));
    }

    BackboneStore Store(params LoopbackServer[] servers) => new(Folder, [.. servers.Select(server => server.Address)], pause: TimeSpan.FromMilliseconds(5));

    sealed class Collected(List<WorkProgress> reports) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => reports.Add(value);
    }

    sealed class Acting(Action<WorkProgress> act) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => act(value);
    }
}
