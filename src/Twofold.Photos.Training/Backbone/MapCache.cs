using Twofold.Photos.Onnx;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// The maps at a backbone's cut of all photos, each as it is and changed in several ways: what is below the cut is calculated once for each, however
/// often training looks at it.
/// </summary>
sealed class MapCache : IDisposable
{
    /// <summary>What the maps may take of memory, in bytes; twice that for a moment, while they are put together.</summary>
    const long MostMemory = 1L << 30;

    /// <summary>Photos of things are recognized moved, nearer, a little turned and in another light.</summary>
    static readonly Augmentation Changes = new(Translation: 0.1, Zoom: 0.25, Rotation: 0.15, Color: 0.2, Cutout: 0, Noise: 0);

    readonly TunableBackbone backbone;
    readonly Tensor maps;
    readonly int views;

    MapCache(TunableBackbone backbone, Tensor maps, int views) => (this.backbone, this.maps, this.views) = (backbone, maps, views);

    /// <summary>Whether the maps of so many photos as they are fit into what they may take of memory.</summary>
    public static bool HasRoomFor(TunableBackbone backbone, int photos) => (long)photos * backbone.MapShape.Length * sizeof(short) <= MostMemory;

    /// <summary>How many pictures there are of each photo that is learned from; the first is the photo as it is.</summary>
    public int Views => views;

    /// <summary>Calculates the maps.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="preparation">How photos are cut for it.</param>
    /// <param name="paths">The photos, all of which can be read.</param>
    /// <param name="train">Those that are learned from; of the others there is one picture.</param>
    /// <param name="budget">The time that more than one picture of each photo may take.</param>
    /// <param name="most">The most pictures of a photo, at least 1.</param>
    /// <param name="chance">Whether photos may be mirrored, and the seed of the changes.</param>
    /// <param name="progress">Told how many photos are done, of the photos and the rounds that there are.</param>
    /// <param name="cancellation">Ends it.</param>
    public static MapCache Fill(
        TunableBackbone backbone,
        PhotoPreparation preparation,
        IReadOnlyList<string> paths,
        int[] train,
        TimeSpan budget,
        int most,
        (bool Mirror, ulong Seed) chance,
        Action<int, int> progress,
        CancellationToken cancellation)
    {
        using var network = new FeatureExtractor(PhotoNetwork.Open(backbone.LowerOnnx()), preparation);
        var start = TimeProvider.System.GetTimestamp();
        var plain = Rows(Enumerable.Range(0, paths.Count), 1, 0);
        var one = TimeProvider.System.GetElapsedTime(start) / Math.Max(1, paths.Count);

        var room = (MostMemory / (backbone.MapShape.Length * sizeof(short))) - paths.Count;
        var more = (int)Math.Clamp(Math.Min(budget / one / train.Length, room / train.Length), 0, most - 1);
        return new MapCache(backbone, (more == 0 ? plain : WithChanged()).DetachFromDisposeScope(), 1 + more) { Place = train.Index().ToDictionary(photo => photo.Item, photo => paths.Count + (photo.Index * more)) };

        Tensor WithChanged()
        {
            // The parts are not kept beside the whole.
            using var parts = NewDisposeScope();
            parts.Attach(plain);
            return cat([plain, Rows(train, more, 1)]).MoveToOuterDisposeScope();
        }

        Tensor Rows(IEnumerable<int> photos, int count, int first)
        {
            int[] chosen = [.. photos];
            var rows = empty([chosen.Length * count, backbone.MapShape.Length], ScalarType.Float16, device: CPU);
            var done = 0;
            foreach (var views in ParallelMap.Ordered(chosen, photo => Maps(photo, count, first), cancellation))
            {
                using var scope = NewDisposeScope();
                rows.slice(0, done * count, (done + 1) * count, 1).copy_(tensor(views, [count, backbone.MapShape.Length], device: CPU));
                progress(++done, chosen.Length);
            }

            return rows;
        }

        float[] Maps(int photo, int count, int first)
        {
            var picture = PhotoReader.ReadPrepared(paths[photo], preparation).Pixels.Span;
            if (first == 0)
                return network.PreparedFeatures(picture);
            var (changed, bytes) = (new float[picture.Length], new byte[picture.Length]);
            var all = new float[count * backbone.MapShape.Length];
            for (var view = 0; view < count; view++)
            {
                // Every other one mirrored: alternating flips show more than flips by chance (Jordan 2024).
                Changes.Apply(picture, preparation.Width, chance.Mirror && view % 2 == 0, SeededRandom.ForPart(chance.Seed, (ulong)((photo * (long)most) + view)), ([0, 0, 0], [1, 1, 1]), changed);
                for (var i = 0; i < bytes.Length; i++)
                    bytes[i] = (byte)Math.Clamp(changed[i] + 0.5f, 0, 255);
                network.PreparedFeatures(bytes).CopyTo(all, view * backbone.MapShape.Length);
            }

            return all;
        }
    }

    /// <summary>Where the changed pictures of each photo begin.</summary>
    public required IReadOnlyDictionary<int, int> Place { get; init; }

    /// <summary>Maps of photos, float16 <c>[photos, rows, columns, channels]</c>.</summary>
    /// <param name="chosen">Each photo with the number of its picture, 0 for the photo as it is.</param>
    public Tensor Of(IReadOnlyList<(int Photo, int View)> chosen)
    {
        var rows = tensor(chosen.Select(one => one.View == 0 ? one.Photo : (long)Place[one.Photo] + one.View - 1).ToArray(), device: CPU);
        return maps.index_select(0, rows).view(chosen.Count, backbone.MapShape.Height, backbone.MapShape.Width, backbone.MapShape.Channels).to(get_default_device());
    }

    /// <inheritdoc/>
    public void Dispose() => maps.Dispose();
}
