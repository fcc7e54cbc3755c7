using SkiaSharp;

namespace Twofold.Workbench;

/// <summary>
/// The animals. Each is told from the others by its shapes: ears, outline, muzzle. Coats, poses and moods are shared.
/// </summary>
static class AnimalFaces
{
    /// <summary>How to draw one animal of each label, sorted by label.</summary>
    public static readonly IReadOnlyList<(string Label, Action<AnimalPainter> Draw)> All =
    [
        ("bears", Bear),
        ("cats", Cat),
        ("dogs", Dog),
        ("foxes", Fox),
        ("owls", Owl),
        ("rabbits", Rabbit),
    ];

    static readonly SKColor Pink = new(0xFFE59AA0);
    static readonly SKColor[] Irises = [new(0xFF7FA650), new(0xFFD9A93C), new(0xFF6FA3C4), new(0xFF8A5A36), new(0xFFC9803A)];

    static readonly SKPath PointedEar = SKPath.ParseSvgPathData("M-.86 -.12 C-.98 -.62 -.98 -1 -.9 -1.2 C-.66 -1.12 -.34 -.9 -.14 -.62 L-.3 -.3 Z");
    static readonly SKPath PointedInnerEar = SKPath.ParseSvgPathData("M-.78 -.4 C-.85 -.66 -.86 -.86 -.83 -1 C-.66 -.92 -.48 -.8 -.34 -.66 Z");
    static readonly SKPath CatHead = SKPath.ParseSvgPathData("M0 -.78 C.55 -.78 .95 -.42 .98 .08 C1 .52 .6 .8 0 .8 C-.6 .8 -1 .52 -.98 .08 C-.95 -.42 -.55 -.78 0 -.78 Z");
    static readonly SKPath Whiskers = SKPath.ParseSvgPathData("M-.3 .32 L-1.12 .16 M-.3 .38 L-1.16 .4 M-.3 .44 L-1.06 .64");
    static readonly SKPath Stripes = SKPath.ParseSvgPathData("M0 -.72 L0 -.4 M-.22 -.68 Q-.2 -.5 -.14 -.44 M.22 -.68 Q.2 -.5 .14 -.44 M-.92 .02 L-.68 .06 M.92 .02 L.68 .06");

    static readonly SKPath DogHead = SKPath.ParseSvgPathData("M0 -.82 C.48 -.82 .76 -.5 .76 -.1 C.76 .3 .62 .9 0 .94 C-.62 .9 -.76 .3 -.76 -.1 C-.76 -.5 -.48 -.82 0 -.82 Z");
    static readonly SKPath HangingEar = SKPath.ParseSvgPathData("M-.4 -.74 C-.8 -.9 -1.06 -.56 -1.1 -.06 C-1.13 .32 -1.02 .58 -.86 .56 C-.66 .52 -.58 .1 -.58 -.3 Z");
    static readonly SKPath Patch = SKPath.ParseSvgPathData("M-.06 -.5 C-.16 -.8 -.7 -.7 -.7 -.2 C-.7 .16 -.3 .22 -.14 .04 C-.02 -.1 0 -.3 -.06 -.5 Z");

    static readonly SKPath RabbitHead = SKPath.ParseSvgPathData("M0 -.58 C.4 -.58 .62 -.28 .66 .06 C.86 .3 .72 .84 0 .86 C-.72 .84 -.86 .3 -.66 .06 C-.62 -.28 -.4 -.58 0 -.58 Z");
    static readonly SKPath LongEar = SKPath.ParseSvgPathData("M-.2 0 C-.34 -.4 -.34 -1.1 0 -1.24 C.34 -1.1 .34 -.4 .2 0 Z");
    static readonly SKPath LongInnerEar = SKPath.ParseSvgPathData("M-.08 -.12 C-.2 -.44 -.18 -.92 0 -1.06 C.18 -.92 .2 -.44 .08 -.12 Z");
    static readonly SKPath FoldedEar = SKPath.ParseSvgPathData("M-.2 0 C-.34 -.3 -.3 -.66 -.06 -.74 C.24 -.84 .62 -.6 .66 -.24 C.46 -.14 .3 -.3 .2 0 Z");
    static readonly SKPath Teeth = SKPath.ParseSvgPathData("M-.085 .44 L.085 .44 L.08 .6 Q0 .64 -.08 .6 Z");

    static readonly SKPath FoxHead = SKPath.ParseSvgPathData("M0 -.7 C.4 -.72 .8 -.5 .9 -.14 C1 .06 1.06 .16 1.02 .26 C.7 .4 .4 .72 .16 .92 C.06 1 -.06 1 -.16 .92 C-.4 .72 -.7 .4 -1.02 .26 C-1.06 .16 -1 .06 -.9 -.14 C-.8 -.5 -.4 -.72 0 -.7 Z");
    static readonly SKPath FoxCheek = SKPath.ParseSvgPathData("M-1.02 .26 C-.8 .06 -.4 .02 -.14 .2 C-.04 .4 0 .7 0 .98 C-.08 .98 -.12 .95 -.16 .92 C-.4 .72 -.7 .4 -1.02 .26 Z");
    static readonly SKPath FoxEarTip = SKPath.ParseSvgPathData("M-.95 -.76 C-.96 -.96 -.95 -1.1 -.9 -1.2 C-.78 -1.15 -.64 -1.07 -.5 -.97 C-.64 -.86 -.8 -.8 -.95 -.76 Z");

    static readonly SKPath OwlHead = SKPath.ParseSvgPathData("M0 -.66 C.3 -.66 .5 -.74 .8 -1 C.98 -.7 1 -.2 .94 .16 C.86 .66 .5 .92 0 .92 C-.5 .92 -.86 .66 -.94 .16 C-1 -.2 -.98 -.7 -.8 -1 C-.5 -.74 -.3 -.66 0 -.66 Z");
    static readonly SKPath OwlBrow = SKPath.ParseSvgPathData("M0 .02 C-.1 -.3 -.4 -.52 -.84 -.86 C-.7 -.4 -.4 -.24 0 .02 Z");
    static readonly SKPath Beak = SKPath.ParseSvgPathData("M-.15 .06 Q0 -.06 .15 .06 Q.12 .36 0 .46 Q-.12 .36 -.15 .06 Z");
    static readonly SKPath Feathers = SKPath.ParseSvgPathData("M-.4 .62 q.1 .12 .2 0 M-.1 .62 q.1 .12 .2 0 M.2 .62 q.1 .12 .2 0 M-.25 .76 q.1 .12 .2 0 M.05 .76 q.1 .12 .2 0");

    static void Bear(AnimalPainter p)
    {
        var coat = p.Pick(FurPalette.Brown, FurPalette.Black, FurPalette.White, FurPalette.Cream, FurPalette.Ginger, FurPalette.Gray).Varied(p.Random);
        var ear = p.Between(0.27f, 0.36f);
        Shoulders(p, coat.Fur);
        p.AtDepth(-0.6f, () => p.OnBothSides(() =>
        {
            p.Oval(-0.66f, -0.64f, ear, ear, coat.Fur);
            p.Oval(-0.64f, -0.62f, ear * 0.58f, ear * 0.58f, p.Pick(coat.Dark, coat.Light));
        }));
        p.Oval(0, 0, 0.96f, 0.86f, coat.Fur);
        var muzzle = p.Between(0.38f, 0.46f);
        p.AtDepth(1, () => p.Oval(0, 0.36f, muzzle, muzzle * 0.8f, coat.Light));
        Eyes(p, 0.36f, -0.1f, p.Between(0.085f, 0.12f), AnimalPainter.Ink, coat.Dark, depth: 0.8f);
        p.AtDepth(1.6f, () =>
        {
            p.Mouth(0.42f, 0.18f, openChance: 0.15);
            p.Oval(0, 0.22f, 0.17f, 0.115f, AnimalPainter.Ink);
        });
    }

    static void Cat(AnimalPainter p)
    {
        var coat = p.Pick(FurPalette.Ginger, FurPalette.Gray, FurPalette.Brown, FurPalette.Black, FurPalette.Cream, FurPalette.White).Varied(p.Random);
        var iris = p.Pick<SKColor>(Irises.AsSpan(0, 3));
        Shoulders(p, coat.Fur);
        Ears(p, coat.Fur, Pink, p.Between(0.86f, 1.05f));
        p.Shape(CatHead, coat.Fur);
        if (p.Chance(0.5))
            p.AtDepth(0.4f, () => p.Line(Stripes, coat.Dark, 0.1f));
        p.AtDepth(0.9f, () => p.OnBothSides(() => p.Oval(-0.17f, 0.4f, 0.23f, 0.18f, coat.Light)));
        Eyes(p, p.Between(0.38f, 0.44f), -0.04f, p.Between(0.17f, 0.21f), iris, coat.Fur, pupilWidth: p.Between(0.3f, 0.75f), slant: p.Between(4, 14), height: 0.86f);
        p.AtDepth(1.1f, () =>
        {
            p.OnBothSides(() => p.Line(Whiskers, SKColors.White.WithAlpha(190), 0.025f));
            p.Mouth(0.38f, 0.16f, openChance: 0.12);
            p.Oval(0, 0.29f, 0.1f, 0.07f, p.Pick(Pink, AnimalPainter.Ink));
        });
    }

    static void Dog(AnimalPainter p)
    {
        var coat = p.Pick(FurPalette.Ginger, FurPalette.Gray, FurPalette.Brown, FurPalette.Black, FurPalette.Cream, FurPalette.White).Varied(p.Random);
        var ears = p.Chance(0.6) ? coat.Dark : coat.Fur;
        Shoulders(p, coat.Fur);
        p.Shape(DogHead, coat.Fur);
        if (p.Chance(0.35))
            p.AtDepth(0.5f, () => p.At(0, 0, () => p.Shape(Patch, coat.Dark), scaleX: p.Pick(-1f, 1f)));
        var muzzle = p.Between(0.36f, 0.44f);
        p.AtDepth(1, () => p.Oval(0, 0.46f, muzzle, muzzle * 0.95f, coat.Light));
        p.AtDepth(-0.3f, () => p.OnBothSides(() => p.At(-0.5f, -0.6f, () => p.At(0.5f, 0.6f, () => p.Shape(HangingEar, ears)), p.Between(-6, 16), scaleY: p.Between(0.9f, 1.15f))));
        Eyes(p, 0.31f, -0.14f, p.Between(0.105f, 0.14f), p.Pick<SKColor>(Irises.AsSpan(2)), coat.Fur, depth: 0.7f);
        p.AtDepth(1.7f, () =>
        {
            p.Mouth(0.5f, 0.24f, openChance: 0.55);
            p.Oval(0, 0.28f, 0.2f, 0.14f, AnimalPainter.Ink);
            p.Oval(-0.05f, 0.23f, 0.06f, 0.03f, SKColors.White.WithAlpha(110), lit: false);
        });
    }

    static void Fox(AnimalPainter p)
    {
        var coat = p.Pick(FurPalette.Russet, FurPalette.Russet, FurPalette.Ginger, FurPalette.Gray, FurPalette.White, FurPalette.Black).Varied(p.Random);
        var tips = coat with { Dark = AnimalPainter.Ink };
        var size = p.Between(0.98f, 1.12f);
        Shoulders(p, coat.Fur);
        Ears(p, coat.Fur, coat.Light, size);
        p.AtDepth(-0.6f, () => p.OnBothSides(() => p.At(0, 0, () => p.Shape(FoxEarTip, tips.Dark), scaleX: 0.94f, scaleY: size)));
        p.Shape(FoxHead, coat.Fur);
        p.AtDepth(0.2f, () => p.OnBothSides(() => p.Shape(FoxCheek, coat.Light)));
        Eyes(p, 0.36f, -0.02f, p.Between(0.11f, 0.145f), p.Pick<SKColor>(Irises.AsSpan(1)), coat.Fur, pupilWidth: p.Between(0.5f, 0.9f), slant: p.Between(10, 22), height: 0.8f);
        p.AtDepth(1.4f, () =>
        {
            p.Mouth(0.82f, 0.13f, openChance: 0.1);
            p.Oval(0, 0.76f, 0.13f, 0.1f, AnimalPainter.Ink);
        });
    }

    static void Owl(AnimalPainter p)
    {
        var coat = p.Pick(FurPalette.Brown, FurPalette.Gray, FurPalette.White, FurPalette.Cream, FurPalette.Ginger, FurPalette.Black).Varied(p.Random);
        var disk = p.Between(0.42f, 0.47f);
        var eye = p.Between(0.23f, 0.3f);
        Shoulders(p, coat.Dark);
        p.Shape(OwlHead, coat.Fur);
        p.Line(Feathers, coat.Dark, 0.05f);
        p.AtDepth(0.7f, () => p.OnBothSides(() =>
        {
            p.Oval(-0.43f, -0.06f, disk * 1.1f, disk * 1.1f, coat.Dark.WithAlpha(150));
            p.Oval(-0.43f, -0.06f, disk, disk, coat.Light);
            p.Shape(OwlBrow, coat.Dark);
        }));
        Eyes(p, 0.42f, -0.04f, eye, p.Pick<SKColor>(Irises.AsSpan(1)), coat.Fur, depth: 0.9f);
        p.AtDepth(1.3f, () => p.Shape(Beak, p.Pick(new SKColor(0xFFE0A030), new SKColor(0xFF6B6258), new SKColor(0xFFD9B65C))));
    }

    static void Rabbit(AnimalPainter p)
    {
        var coat = p.Pick(FurPalette.Gray, FurPalette.Brown, FurPalette.Black, FurPalette.Cream, FurPalette.White, FurPalette.Ginger).Varied(p.Random);
        var spread = p.Between(6, 24);
        var folded = p.Chance(0.2) ? p.Pick(-1, 1) : 0;
        Shoulders(p, coat.Fur);
        p.AtDepth(-0.5f, () =>
        {
            foreach (var side in (int[])[-1, 1])
                p.At(side * 0.3f, -0.34f, () =>
                {
                    p.Shape(side == folded ? FoldedEar : LongEar, coat.Fur);
                    if (side != folded)
                        p.Shape(LongInnerEar, Pink);
                }, degrees: (side * spread) + p.Between(-6, 6), scaleX: side * p.Between(0.85f, 1.1f), scaleY: p.Between(0.85f, 1));
        });
        p.Shape(RabbitHead, coat.Fur);
        p.AtDepth(0.8f, () => p.OnBothSides(() => p.Oval(-0.2f, 0.44f, 0.25f, 0.2f, coat.Light)));
        p.AtDepth(1, () => p.Shape(Teeth, SKColors.White, lit: false));
        Eyes(p, 0.36f, 0.02f, p.Between(0.12f, 0.16f), p.Pick<SKColor>(Irises.AsSpan(2)), coat.Fur, pupilWidth: 1.2f);
        p.AtDepth(1.1f, () =>
        {
            p.Mouth(0.4f, 0.15f, openChance: 0);
            p.Oval(0, 0.32f, 0.09f, 0.065f, Pink);
        });
    }

    static void Shoulders(AnimalPainter p, SKColor color)
    {
        p.Oval(0, 1.5f, p.Between(0.8f, 1), p.Between(0.85f, 1), color);
        if (p.Chance(0.3))
            p.Oval(0, 0.92f, 0.5f, 0.17f, SKColor.FromHsl(p.Between(0, 360), 65, 52));
    }

    static void Ears(AnimalPainter p, SKColor outer, SKColor inner, float size) =>
        p.AtDepth(-0.6f, () => p.OnBothSides(() => p.At(0, 0, () =>
        {
            p.Shape(PointedEar, outer);
            p.Shape(PointedInnerEar, inner);
        }, degrees: p.Between(-5, 5), scaleX: 0.94f, scaleY: size)));

    static void Eyes(
        AnimalPainter p, float apart, float y, float radius, SKColor iris, SKColor lid, float pupilWidth = 1, float slant = 0, float height = 1, float depth = 0.7f) =>
        p.AtDepth(depth, () =>
        {
            p.Eye(-apart, y, radius, iris, lid, pupilWidth, slant, height);
            p.Eye(apart, y, radius, iris, lid, pupilWidth, slant, height);
        });
}
