using SkiaSharp;

namespace Twofold.Workbench;

/// <summary>What is behind an animal: a room's wall, a sky, soft lights or a meadow, in any color.</summary>
static class Backdrop
{
    /// <summary>Fills the square from -1 to 1.</summary>
    public static void Draw(SKCanvas canvas, SeededRandom random)
    {
        using var paint = new SKPaint { IsAntialias = true };
        var hue = Between(0, 360);
        var saturation = Between(12, 60);
        var lightness = Between(30, 82);
        var near = SKColor.FromHsl(hue, saturation, lightness);
        var far = SKColor.FromHsl((hue + Between(-50, 50) + 360) % 360, saturation, Math.Clamp(lightness + Between(-28, 28), 18, 92));
        var from = new SKPoint(Between(-1, 1), -1);
        using (var shader = random.NextInt(2) == 0
            ? SKShader.CreateLinearGradient(from, new SKPoint(-from.X, 1), [near, far], SKShaderTileMode.Clamp)
            : SKShader.CreateRadialGradient(new SKPoint(from.X * 0.5f, Between(-0.5f, 0.5f)), 1.5f, [near, far], SKShaderTileMode.Clamp))
        {
            paint.Shader = shader;
            canvas.DrawRect(-1, -1, 2, 2, paint);
        }

        paint.Shader = null;
        paint.Color = (random.NextInt(2) == 0 ? SKColors.White : SKColors.Black).WithAlpha((byte)Between(14, 60));
        switch (random.NextInt(4))
        {
            case 0:
                SoftLights();
                break;
            case 1:
                Stripes();
                break;
            case 2:
                Hills();
                break;
        }

        void SoftLights()
        {
            for (var i = random.NextInt(9) + 4; i > 0; i--)
                canvas.DrawCircle(Between(-1, 1), Between(-1, 1), Between(0.06f, 0.3f), paint);
        }

        void Stripes()
        {
            var width = Between(0.08f, 0.24f);
            canvas.Save();
            canvas.RotateDegrees(Between(0, 180));
            for (var x = -1.5f; x < 1.5f; x += 2 * width)
                canvas.DrawRect(x, -1.5f, width, 3, paint);
            canvas.Restore();
        }

        void Hills()
        {
            for (var i = 0; i < 3; i++)
                canvas.DrawOval(Between(-1, 1), 1.1f, Between(0.7f, 1.4f), Between(0.5f, 1.1f), paint);
        }

        float Between(float low, float high) => (float)random.NextDouble(low, high);
    }
}
