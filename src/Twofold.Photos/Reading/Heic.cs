using System.Runtime.InteropServices;
using NetVips;

namespace Twofold.Photos;

/// <summary>
/// HEIC, which most phones write and which the libvips that comes with the program cannot decode (HEVC is encumbered with patents), decoded by
/// the system's libheif (C API of version 1, <c>libheif/heif.h</c>). Libheif turns the picture upright by itself.
/// </summary>
static partial class Heic
{
    const string Library = "heif";
    const int ColorSpaceRgb = 1;
    const int ChromaInterleavedRgb = 10;
    const int ChromaInterleavedRgba = 11;
    const int ChannelInterleaved = 10;

    static readonly nint Loaded = Load();

    static Heic() => NativeLibrary.SetDllImportResolver(typeof(Heic).Assembly, static (name, _, _) => name == Library ? Loaded : 0);

    /// <summary>Whether the system has a libheif.</summary>
    public static bool IsAvailable => Loaded != 0;

    static string HowToInstall =>
        OperatingSystem.IsLinux() ? "'apt install libheif1' (Debian, Ubuntu), 'dnf install libheif' (Fedora) or the like"
        : OperatingSystem.IsMacOS() ? "'brew install libheif'"
        : "libheif (heif.dll and its decoder libde265) into a folder on the PATH";

    public static Image Read(PhotoSource source, PhotoFile.Limits limits)
    {
        var path = source.Name;
        if (!IsAvailable)
            throw new UnreadablePhotoException(path, $"HEIC is decoded by the system's libheif, which is not there: install {HowToInstall}, or export the photo as JPEG.");
        var file = source.ReadAll();
        unsafe
        {
            fixed (byte* start = file)
                return Read(path, limits, (nint)start, file.Length);
        }
    }

    static Image Read(string path, PhotoFile.Limits limits, nint file, int length)
    {
        nint handle = 0, decoded = 0;
        var context = heif_context_alloc();
        try
        {
            Check(path, heif_context_read_from_memory_without_copy(context, file, (nuint)length, 0));
            Check(path, heif_context_get_primary_image_handle(context, out handle));
            var bands = heif_image_handle_has_alpha_channel(handle) != 0 ? 4 : 3;
            var (width, height) = (heif_image_handle_get_width(handle), heif_image_handle_get_height(handle));
            limits.Check(width, height, bands);
            Check(path, heif_decode_image(handle, out decoded, ColorSpaceRgb, bands == 4 ? ChromaInterleavedRgba : ChromaInterleavedRgb, 0));
            return ToImage(handle, decoded, bands);
        }
        finally
        {
            heif_image_release(decoded);
            heif_image_handle_release(handle);
            heif_context_free(context);
        }
    }

    static Image ToImage(nint handle, nint decoded, int bands)
    {
        var (width, height) = (heif_image_get_width(decoded, ChannelInterleaved), heif_image_get_height(decoded, ChannelInterleaved));
        var plane = heif_image_get_plane_readonly(decoded, ChannelInterleaved, out var stride);
        var pixels = new byte[checked(width * bands * height)];
        for (var y = 0; y < height; y++)
            Marshal.Copy(plane + ((nint)y * stride), pixels, y * width * bands, width * bands);
        using var plain = Image.NewFromMemory(pixels, width, height, bands, Enums.BandFormat.Uchar);
        using var rgb = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        var profile = new byte[heif_image_handle_get_raw_color_profile_size(handle)];
        if (profile.Length == 0 || heif_image_handle_get_raw_color_profile(handle, profile).Code != 0)
            return rgb.Copy();
        return rgb.Mutate(mutable => mutable.Set(GValue.BlobType, "icc-profile-data", profile));
    }

    static void Check(string path, HeifError error)
    {
        if (error.Code != 0)
            throw new UnreadablePhotoException(path, $"it is damaged, or of a kind of HEIC that libheif cannot decode ({Marshal.PtrToStringUTF8(error.Message)?.ReplaceLineEndings(" ").Trim()}).");
    }

    static nint Load()
    {
        string[] names = OperatingSystem.IsWindows() ? ["heif.dll", "libheif.dll"]
            : OperatingSystem.IsMacOS() ? ["libheif.1.dylib", "/opt/homebrew/lib/libheif.1.dylib", "/usr/local/lib/libheif.1.dylib"]
            : ["libheif.so.1"];
        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, out var library))
                return library;
        return 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    readonly struct HeifError
    {
        public readonly int Code;
        public readonly int Subcode;
        public readonly nint Message;
    }

    [LibraryImport(Library)]
    private static partial nint heif_context_alloc();

    [LibraryImport(Library)]
    private static partial void heif_context_free(nint context);

    [LibraryImport(Library)]
    private static partial HeifError heif_context_read_from_memory_without_copy(nint context, nint memory, nuint size, nint options);

    [LibraryImport(Library)]
    private static partial HeifError heif_context_get_primary_image_handle(nint context, out nint handle);

    [LibraryImport(Library)]
    private static partial void heif_image_handle_release(nint handle);

    [LibraryImport(Library)]
    private static partial int heif_image_handle_get_width(nint handle);

    [LibraryImport(Library)]
    private static partial int heif_image_handle_get_height(nint handle);

    [LibraryImport(Library)]
    private static partial int heif_image_handle_has_alpha_channel(nint handle);

    [LibraryImport(Library)]
    private static partial nuint heif_image_handle_get_raw_color_profile_size(nint handle);

    [LibraryImport(Library)]
    private static partial HeifError heif_image_handle_get_raw_color_profile(nint handle, [Out] byte[] profile);

    [LibraryImport(Library)]
    private static partial HeifError heif_decode_image(nint handle, out nint image, int colorSpace, int chroma, nint options);

    [LibraryImport(Library)]
    private static partial void heif_image_release(nint image);

    [LibraryImport(Library)]
    private static partial int heif_image_get_width(nint image, int channel);

    [LibraryImport(Library)]
    private static partial int heif_image_get_height(nint image, int channel);

    [LibraryImport(Library)]
    private static partial nint heif_image_get_plane_readonly(nint image, int channel, out int stride);
}
