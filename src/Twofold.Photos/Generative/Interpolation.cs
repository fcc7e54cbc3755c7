namespace Twofold.Photos;

/// <summary>Points on the way from one vector to another.</summary>
static class Interpolation
{
    // Where the vectors point the same way there is no arc, and where they point opposite ways no single one.
    const double LeastSine = 1e-6;

    /// <summary>(1 - position) from + position to.</summary>
    public static float[] Linear(float[] from, float[] to, double position) => Sum(from, 1 - position, to, position);

    /// <summary>
    /// (sin((1 - position) angle) from + sin(position angle) to) / sin(angle), with the angle between the two (Shoemake 1985, "Animating rotation
    /// with quaternion curves"); linear where they point the same or opposite ways.
    /// </summary>
    public static float[] Spherical(float[] from, float[] to, double position)
    {
        var (dot, fromSquare, toSquare) = (0.0, 0.0, 0.0);
        for (var i = 0; i < from.Length; i++)
        {
            dot += (double)from[i] * to[i];
            fromSquare += (double)from[i] * from[i];
            toSquare += (double)to[i] * to[i];
        }

        var angle = Math.Acos(Math.Clamp(dot / Math.Sqrt(fromSquare * toSquare), -1, 1));
        var sine = Math.Sin(angle);
        return sine > LeastSine
            ? Sum(from, Math.Sin((1 - position) * angle) / sine, to, Math.Sin(position * angle) / sine)
            : Linear(from, to, position);
    }

    // At its ends exactly the ends: 1 x + 0 y is x.
    static float[] Sum(float[] from, double fromWeight, float[] to, double toWeight)
    {
        var sum = new float[from.Length];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = (float)((fromWeight * from[i]) + (toWeight * to[i]));
        return sum;
    }
}
