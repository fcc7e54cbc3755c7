using SkiaSharp;

namespace Twofold.Workbench;

/// <summary>
/// Draws one animal's parts. The head is about the unit circle around the origin, y grows downwards, and light falls from one side on all
/// that is drawn. What is drawn with a depth moves with the turn of the head: the nose more than the eyes.
/// </summary>
sealed class AnimalPainter : IDisposable
{
    readonly SKCanvas canvas;
    readonly SKPaint paint = new() { IsAntialias = true };
    readonly SKPoint light;
    readonly SKPoint turn;
    readonly SKPoint gaze;
    readonly float eyelid;

    public AnimalPainter(SKCanvas canvas, SeededRandom random)
    {
        this.canvas = canvas;
        Random = random;
        light = new SKPoint(Between(-0.8f, 0.8f), -0.9f);
        turn = new SKPoint(Between(-0.2f, 0.2f), Between(-0.09f, 0.09f));
        gaze = new SKPoint(Between(-1, 1), Between(-0.7f, 0.7f));
        eyelid = Chance(0.12) ? Between(0.75f, 1) : Between(0, 0.3f);
    }

    public SeededRandom Random { get; }

    public float Between(float low, float high) => (float)Random.NextDouble(low, high);

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Random.NextInt(choices.Length)];

    /// <summary>Draws in a frame that is moved, turned (degrees) and scaled.</summary>
    public void At(float x, float y, Action draw, float degrees = 0, float scaleX = 1, float scaleY = 1)
    {
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(degrees);
        canvas.Scale(scaleX, scaleY);
        draw();
        canvas.Restore();
    }

    /// <summary>Draws what lies in front of the head's middle, or behind it where <paramref name="depth"/> is negative.</summary>
    public void AtDepth(float depth, Action draw) => At(turn.X * depth, turn.Y * depth, draw);

    /// <summary>Draws the same on the left and, mirrored, on the right.</summary>
    public void OnBothSides(Action draw)
    {
        draw();
        At(0, 0, draw, scaleX: -1);
    }

    public void Shape(SKPath path, SKColor color, bool lit = true)
    {
        Fill(color, lit);
        canvas.DrawPath(path, paint);
    }

    public void Oval(float x, float y, float radiusX, float radiusY, SKColor color, bool lit = true)
    {
        Fill(color, lit);
        canvas.DrawOval(x, y, radiusX, radiusY, paint);
    }

    public void Line(SKPath path, SKColor color, float width)
    {
        paint.Shader = null;
        paint.Color = color;
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeCap = SKStrokeCap.Round;
        paint.StrokeWidth = width;
        canvas.DrawPath(path, paint);
    }

    /// <summary>An eye that looks where both eyes look, under a lid of the fur's color.</summary>
    /// <param name="x">Where; the right eye is not a mirror image, because both look the same way.</param>
    /// <param name="y">Where.</param>
    /// <param name="radius">Of the eyeball.</param>
    /// <param name="iris">The iris; it fills the eye but for a rim.</param>
    /// <param name="lid">The color of the lid.</param>
    /// <param name="pupilWidth">The pupil's width as a share of its height: a cat's is narrow.</param>
    /// <param name="slant">Degrees by which the outer corner is raised.</param>
    /// <param name="height">The eye's height as a share of its width.</param>
    public void Eye(float x, float y, float radius, SKColor iris, SKColor lid, float pupilWidth = 1, float slant = 0, float height = 1) =>
        At(x, y, () =>
        {
            var (dx, dy) = (gaze.X * radius * 0.22f, gaze.Y * radius * 0.18f);
            Oval(0, 0, radius * 1.14f, radius * 1.14f, Ink, lit: false);
            Oval(0, 0, radius, radius, iris, lit: false);
            Oval(dx, dy, radius * 0.62f * pupilWidth, radius * 0.66f, Ink, lit: false);
            Oval(dx + (light.X * radius * 0.3f), dy - (radius * 0.32f), radius * 0.22f, radius * 0.22f, SKColors.White, lit: false);
            if (eyelid > 0.15f)
            {
                canvas.Save();
                canvas.ClipRect(new SKRect(-radius * 1.3f, -radius * 1.3f, radius * 1.3f, radius * ((2.4f * eyelid) - 1.3f)));
                Oval(0, 0, radius * 1.18f, radius * 1.18f, lid, lit: false);
                canvas.Restore();
            }
        }, degrees: x < 0 ? slant : -slant, scaleY: height);

    /// <summary>A mouth under the nose: closed, smiling or open with a tongue.</summary>
    public void Mouth(float y, float width, double openChance)
    {
        if (Chance(openChance))
        {
            var drop = Between(0.5f, 1);
            At(0, y, () =>
            {
                Shape(OpenMouth, new SKColor(0xFF5B2328), lit: false);
                Oval(0, 0.62f, 0.42f, 0.36f, new SKColor(0xFFEE8790), lit: false);
            }, scaleX: width, scaleY: width * drop);
        }

        At(0, y, () => Line(ClosedMouth, Ink.WithAlpha(220), 0.13f), scaleX: width, scaleY: width * Between(0.4f, 1.2f));
    }

    public void Dispose() => paint.Dispose();

    public static readonly SKColor Ink = new(0xFF221C1E);
    static readonly SKPath ClosedMouth = SKPath.ParseSvgPathData("M-1 .05 Q-.5 .6 0 0 Q.5 .6 1 .05");
    static readonly SKPath OpenMouth = SKPath.ParseSvgPathData("M-.8 .15 Q0 .35 .8 .15 Q.7 1.1 0 1.15 Q-.7 1.1 -.8 .15 Z");

    void Fill(SKColor color, bool lit)
    {
        paint.Style = SKPaintStyle.Fill;
        paint.Color = color;
        paint.Shader?.Dispose();
        paint.Shader = lit
            ? SKShader.CreateLinearGradient(light, new SKPoint(-light.X, -light.Y), [Shade(color, 1.13f), color, Shade(color, 0.74f)], SKShaderTileMode.Clamp)
            : null;
    }

    static SKColor Shade(SKColor color, float factor) => new(
        (byte)Math.Min(255, color.Red * factor), (byte)Math.Min(255, color.Green * factor), (byte)Math.Min(255, color.Blue * factor), color.Alpha);
}
