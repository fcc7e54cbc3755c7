namespace Twofold.Photos;

/// <summary>
/// The backbones that are installed for the user, and the way to install more: downloaded from the first address that has them, taken up again
/// where a download broke off, and installed only when length and SHA-256 are what they have to be.
/// </summary>
public sealed class BackboneStore
{
    /// <summary>The environment variable that names another folder for the user's data.</summary>
    public const string FolderVariable = UserFolder.Variable;

    /// <summary>The environment variable with base addresses to try instead of the usual ones, separated by spaces.</summary>
    public const string AddressesVariable = "TWOFOLD_BACKBONE_ADDRESSES";

    const string Name = "backbones", PartialEnding = ".partial";

    static readonly Uri[] UsualAddresses =
    [
        new("https://github.com/onnx/models/raw/main/"),
        new("https://huggingface.co/onnxmodelzoo/legacy_models/resolve/main/"),
    ];

    readonly IReadOnlyList<Uri> addresses;
    readonly TimeSpan pause;

    /// <summary>Opens a store; nothing is made until something is installed.</summary>
    /// <param name="folder">The folder; null for <c>backbones</c> in <see cref="FolderVariable"/>, else in <c>twofold</c> in the user's data folder (<c>XDG_DATA_HOME</c>, <c>~/Library/Application Support</c>, <c>%LOCALAPPDATA%</c>).</param>
    /// <param name="addresses">The base addresses, tried in turn; null for those of <see cref="AddressesVariable"/>, else GitHub's and Hugging Face's copies of the ONNX model zoo.</param>
    /// <exception cref="TwofoldException">There is no data folder, or an address is neither HTTPS nor on this machine.</exception>
    public BackboneStore(string? folder = null, IReadOnlyList<Uri>? addresses = null)
        : this(folder, addresses, pause: TimeSpan.FromSeconds(1))
    {
    }

    internal BackboneStore(string? folder, IReadOnlyList<Uri>? addresses, TimeSpan pause)
    {
        Folder = folder ?? UserFolder.Require(Name);
        this.addresses = addresses ?? StatedAddresses() ?? UsualAddresses;
        this.pause = pause;
        foreach (var address in this.addresses)
            if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
                throw new TwofoldException($"Backbones are not downloaded from '{address}': an address that begins with https:// is expected.");
    }

    /// <summary>The folder that the files lie in.</summary>
    public string Folder { get; }

    /// <summary>Whether there is a folder for the user's data.</summary>
    internal static bool IsPossible => UserFolder.Find(Name) is not null;

    /// <summary>Where a backbone's file is or would be.</summary>
    public string PathOf(Backbone backbone) => Path.Combine(Folder, $"{backbone.Name}.onnx");

    /// <summary>The installed backbones, in the order of the <see cref="BackboneCatalog"/>.</summary>
    public IReadOnlyList<InstalledBackbone> Installed() => [.. BackboneCatalog.All.Select(Find).OfType<InstalledBackbone>()];

    /// <summary>An installed backbone; null where it is not.</summary>
    public InstalledBackbone? Find(Backbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var path = PathOf(backbone);
        return File.Exists(path) ? new InstalledBackbone(backbone, path) : null;
    }

    /// <summary>Removes an installed backbone and what is left of broken-off downloads of it.</summary>
    /// <returns>Whether it was installed.</returns>
    /// <exception cref="TwofoldException">The file cannot be removed.</exception>
    public bool Remove(Backbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var path = PathOf(backbone);
        var was = File.Exists(path);
        try
        {
            if (was)
                File.Delete(path);
            if (File.Exists(PartialPath(path)))
                File.Delete(PartialPath(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"'{path}' cannot be removed: {exception.Message}", exception);
        }

        return was;
    }

    /// <summary>Downloads and installs a backbone; one that is installed already is checked and left as it is.</summary>
    /// <param name="backbone">The backbone, with a pin.</param>
    /// <param name="progress">Told how many bytes there are.</param>
    /// <param name="cancellation">Ends the download; what has come is kept for the next time.</param>
    /// <exception cref="TwofoldException">It cannot be downloaded, at no address, or what came are not its bytes.</exception>
    public async Task<InstalledBackbone> AddAsync(Backbone backbone, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        if (backbone.Pin is not { Path.Length: > 0 } pin)
            throw new TwofoldException($"The backbone '{backbone.Name}' cannot be downloaded: give the path of its file instead.");
        var path = PathOf(backbone);
        if (File.Exists(path) && HasBytesOf(path, pin))
            return new InstalledBackbone(backbone, path);
        try
        {
            Directory.CreateDirectory(Folder);
            // Held open without sharing, so that two downloads of the same file do not mix.
            using (var partial = new FileStream(PartialPath(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            {
                using var download = new BackboneDownload(backbone.Name, pin, partial, pause, progress);
                var failures = await download.FromFirstAsync(addresses, cancellation).ConfigureAwait(false);
                if (failures.Count > 0)
                {
                    throw new TwofoldException(
                        $"The backbone '{backbone.Name}' could not be downloaded: {string.Join("; ", failures)}. Try again later (what has come is kept), copy its file to '{path}' from a machine with a network, or go on without a backbone.");
                }

                partial.Flush(flushToDisk: true);
            }

            File.Move(PartialPath(path), path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"The backbone '{backbone.Name}' cannot be written to '{Folder}': {exception.Message}", exception);
        }

        return new InstalledBackbone(backbone, path);
    }

    static string PartialPath(string path) => path + PartialEnding;

    static bool HasBytesOf(string path, BackbonePin pin) => new FileInfo(path).Length == pin.Length && InstalledBackbone.Sha256Of(path) == pin.Sha256;

    static Uri[]? StatedAddresses()
    {
        var stated = Environment.GetEnvironmentVariable(AddressesVariable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (stated is not { Length: > 0 })
            return null;
        return [.. stated.Select(text => Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri)
            ? uri
            : throw new TwofoldException($"{AddressesVariable} has '{text}': addresses that begin with https:// are expected, separated by spaces."))];
    }
}
