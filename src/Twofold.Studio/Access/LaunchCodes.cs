namespace Twofold.Studio;

/// <summary>
/// What lets one browser in, once, shortly after it was made. Every user of the machine sees the address that a browser is started with: by the time that
/// somebody else has read a code there, it is worth nothing any more. Thread-safe.
/// </summary>
sealed class LaunchCodes(TimeProvider time)
{
    /// <summary>A browser that is not running yet may need some of it.</summary>
    static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    readonly List<(AccessToken Code, long Made)> codes = [];

    public AccessToken Create()
    {
        var code = AccessToken.Create();
        lock (gate)
            codes.Add((code, time.GetTimestamp()));
        return code;
    }

    /// <summary>Whether it is a code that was made within the last minute and not taken yet; it is taken by that.</summary>
    public bool Take(string given)
    {
        lock (gate)
        {
            codes.RemoveAll(code => time.GetElapsedTime(code.Made) > Life);
            return codes.RemoveAll(code => code.Code.Is(given)) > 0;
        }
    }
}
