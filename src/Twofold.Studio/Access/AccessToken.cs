using System.Security.Cryptography;
using System.Text;

namespace Twofold.Studio;

/// <summary>What lets a browser or a program in: made anew at every start, never written to disk.</summary>
sealed class AccessToken
{
    readonly string text;

    AccessToken(string text) => this.text = text;

    public static AccessToken Create() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Whether it is this one; takes as long whatever is wrong.</summary>
    public bool Is(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(text));

    public override string ToString() => text;
}
