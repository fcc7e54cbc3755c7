using System.Text.Json;

namespace Twofold.Studio;

/// <summary>A piece of long work that can be left and come back to.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Kind">What kind of work it is, such as "train-photos".</param>
/// <param name="Title">What it does, in a person's words.</param>
/// <param name="Page">The page that shows it, such as "/recognize".</param>
/// <param name="State">Where it stands.</param>
/// <param name="Created">When it was asked for.</param>
/// <param name="Started">When it began to work last; null before.</param>
/// <param name="Ended">When it ended; null before.</param>
/// <param name="Progress">How far it is; null before it has said so.</param>
/// <param name="Result">What it made; null where there is nothing (yet).</param>
/// <param name="Message">What a person should know of how it ended; null for nothing.</param>
sealed record Job(
    string Id, string Kind, string Title, string Page, JobState State, DateTimeOffset Created, DateTimeOffset? Started, DateTimeOffset? Ended,
    JobProgress? Progress, JsonElement? Result, string? Message)
{
    /// <summary>Whether it will go on by itself.</summary>
    public bool IsActive => State is JobState.Waiting or JobState.Running;
}
