namespace Twofold.Fuzzing;

/// <summary>Something of ours that reads what strangers write.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Read">
/// Reads bytes. A <see cref="TwofoldException"/> is how they are refused; every other exception is a finding.
/// </param>
/// <param name="Seeds">Sound bytes to begin with, by file names, written by our own code.</param>
sealed record FuzzTarget(string Name, Action<byte[]> Read, Func<IEnumerable<(string Name, byte[] Bytes)>> Seeds)
{
    /// <summary>What is longer is slower to read, and finds nothing that shorter bytes do not.</summary>
    const int Longest = 1 << 18;

    /// <summary>Reads bytes once; returns where they are read or refused.</summary>
    public void Try(byte[] bytes)
    {
        if (bytes.Length > Longest)
            return;
        try
        {
            Read(bytes);
        }
        catch (TwofoldException refused)
        {
            if (string.IsNullOrWhiteSpace(refused.Message))
                throw new InvalidOperationException("Refused without a word.", refused);
        }
    }
}
