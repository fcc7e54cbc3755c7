using System.Globalization;

namespace Twofold.ContractTests;

/// <summary>
/// The culture of a program in Germany that hosts the library, until it is disposed of. Made by hand, because the tests run without the system's cultures,
/// as Twofold's own programs do.
/// </summary>
public sealed class HostCulture : IDisposable
{
    readonly CultureInfo before = CultureInfo.CurrentCulture;

    /// <summary>Begins it.</summary>
    public HostCulture() => CultureInfo.CurrentCulture = new CultureInfo("")
    {
        NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", PercentDecimalSeparator = ",", PercentGroupSeparator = ".", PercentPositivePattern = 1 },
        DateTimeFormat = { TimeSeparator = "." },
    };

    /// <summary>Ends it.</summary>
    public void Dispose() => CultureInfo.CurrentCulture = before;
}
