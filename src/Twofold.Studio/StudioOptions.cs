namespace Twofold.Studio;

/// <summary>How the studio is started.</summary>
public sealed record StudioOptions
{
    /// <summary>The port that is used where it is free and none was asked for, so that an open page finds a studio that was started again.</summary>
    public const int UsualPort = 7340;

    /// <summary>The port to listen at, on this machine only. Null (the default): <see cref="UsualPort"/>, or any free one where that is taken.</summary>
    public int? Port { get; init; }

    /// <summary>The folder of the studio's state. Null (the default): <c>studio</c> in the user's data folder (<see cref="UserFolder"/>).</summary>
    public string? Home { get; init; }

    /// <summary>Told of what went wrong by a bug, so that it is seen somewhere. Null (the default): nobody.</summary>
    public Action<Exception>? OnBug { get; init; }
}
