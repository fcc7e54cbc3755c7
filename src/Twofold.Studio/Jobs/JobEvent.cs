namespace Twofold.Studio;

/// <summary>Something that happened in a job, kept so that a page that comes later sees all of it.</summary>
/// <param name="Number">Its number in the job, from 1.</param>
/// <param name="Type">What it is: "job" (where the job stands), "progress", or a kind of work's own, such as "picture".</param>
/// <param name="Data">It, as JSON.</param>
sealed record JobEvent(long Number, string Type, string Data);
