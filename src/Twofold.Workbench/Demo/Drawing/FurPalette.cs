using SkiaSharp;

namespace Twofold.Workbench;

/// <summary>The colors of one coat. Labels share most coats, so that a color alone does not tell what an animal is.</summary>
/// <param name="Fur">The head and the body.</param>
/// <param name="Dark">Markings: tips of ears, stripes, patches.</param>
/// <param name="Light">Muzzle, cheeks and chest.</param>
readonly record struct FurPalette(SKColor Fur, SKColor Dark, SKColor Light)
{
    public static readonly FurPalette Ginger = Of(0xE2934A, 0xB4622A, 0xFBE6C8);
    public static readonly FurPalette Russet = Of(0xC9602F, 0x4A2A22, 0xFFF3E6);
    public static readonly FurPalette Gray = Of(0x9198A3, 0x5F6773, 0xE3E6EA);
    public static readonly FurPalette Brown = Of(0x94633F, 0x5C3A24, 0xE2C5A0);
    public static readonly FurPalette Black = Of(0x45454F, 0x26262E, 0xA9A9B2);
    public static readonly FurPalette Cream = Of(0xEBD3AB, 0xC09A67, 0xFFF7E8);
    public static readonly FurPalette White = Of(0xF1EEE9, 0xBDB4AB, 0xFFFFFF);

    /// <summary>The same coat on another animal: a little lighter or darker, warmer or cooler.</summary>
    public FurPalette Varied(SeededRandom random)
    {
        var hue = (float)random.NextDouble(-7, 7);
        var saturation = (float)random.NextDouble(0.8, 1.15);
        var lightness = (float)random.NextDouble(0.88, 1.08);
        return new FurPalette(Vary(Fur), Vary(Dark), Vary(Light));

        SKColor Vary(SKColor color)
        {
            color.ToHsl(out var h, out var s, out var l);
            return SKColor.FromHsl((h + hue + 360) % 360, Math.Min(100, s * saturation), Math.Min(100, l * lightness));
        }
    }

    static FurPalette Of(uint fur, uint dark, uint light) => new(Opaque(fur), Opaque(dark), Opaque(light));

    static SKColor Opaque(uint rgb) => new(0xFF000000 | rgb);
}
