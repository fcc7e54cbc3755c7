using System.Numerics;
using System.Runtime.CompilerServices;

namespace Twofold;

/// <summary>What recipes and options ask of one setting alone, refused in the same words everywhere. A hint goes on where the sentence would end.</summary>
static class Setting
{
    /// <summary>Checks that a whole number is not below the least.</summary>
    /// <exception cref="TwofoldException">It is.</exception>
    public static int AtLeast(int value, int least, string hint = "", [CallerMemberName] string name = "") =>
        value >= least ? value : throw new TwofoldException($"{name} is {value}: give at least {least}{hint}.");

    /// <summary>Checks that a number is in a range, whose ends are part of it.</summary>
    /// <exception cref="TwofoldException">It is not.</exception>
    public static T Within<T>(T value, T least, T most, string hint = "", [CallerMemberName] string name = "")
        where T : INumber<T> =>
        value >= least && value <= most ? value : throw new TwofoldException($"{name} is {value}: give a number from {least} to {most}{hint}.");

    /// <summary>Checks that a number is finite and above 0.</summary>
    /// <exception cref="TwofoldException">It is not.</exception>
    public static double Positive(double value, string hint = "", [CallerMemberName] string name = "") =>
        value > 0 && double.IsFinite(value) ? value : throw new TwofoldException($"{name} is {value}: give a finite number above 0{hint}.");

    /// <summary>Checks that a number is finite and not below 0.</summary>
    /// <exception cref="TwofoldException">It is not.</exception>
    public static double NotNegative(double value, string hint = "", [CallerMemberName] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw new TwofoldException($"{name} is {value}: give a finite number of at least 0{hint}.");

    /// <summary>Checks that a number is a share of more than nothing: above 0 and at most 1.</summary>
    /// <exception cref="TwofoldException">It is not.</exception>
    public static double Share(double value, [CallerMemberName] string name = "") =>
        value is > 0 and <= 1 ? value : throw new TwofoldException($"{name} is {value}: give a number above 0 and at most 1.");
}
