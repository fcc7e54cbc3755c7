namespace Twofold.Studio;

/// <summary>Where a job stands.</summary>
enum JobState
{
    /// <summary>It waits for another to end, because both would want the whole machine.</summary>
    Waiting,

    /// <summary>It works.</summary>
    Running,

    /// <summary>It did all that it was asked to.</summary>
    Done,

    /// <summary>The person stopped it; what it had is kept where its result says so.</summary>
    Cancelled,

    /// <summary>The studio ended while it worked; it can go on.</summary>
    Interrupted,

    /// <summary>It could not be done; its message says why.</summary>
    Failed,
}
