namespace Twofold.Tables;

/// <summary>log x! = log Γ(x + 1), for whole numbers and those between them.</summary>
static class LogFactorial
{
    static readonly double[] Small = Table(1024);

    /// <summary>log x!, x at least 0; NaN of anything else.</summary>
    public static double Of(double x)
    {
        var whole = double.ConvertToIntegerNative<int>(x);
        if (whole == x && (uint)whole < (uint)Small.Length)
            return Small[whole];
        if (!(x >= 0))
            return double.NaN;

        // Stirling's series is exact to the last digits from about 15 on: x! = (x + m)! / ((x + 1) … (x + m)).
        var product = 1.0;
        while (x < 15)
            product *= ++x;
        return Stirling(x) - Math.Log(product);
    }

    // log Γ(x + 1) = (x + ½) log x − x + ½ log 2π + 1/(12 x) − 1/(360 x³) + 1/(1260 x⁵) − 1/(1680 x⁷) + 1/(1188 x⁹)
    static double Stirling(double x)
    {
        if (double.IsPositiveInfinity(x))
            return x;
        var (inverse, square) = (1 / x, 1 / (x * x));
        var series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680) - (square / 1188))))))));
        return ((x + 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series;
    }

    static double[] Table(int count)
    {
        var table = new double[count];
        for (var x = 2; x < count; x++)
            table[x] = x < 15 ? table[x - 1] + Math.Log(x) : Stirling(x);
        return table;
    }
}
