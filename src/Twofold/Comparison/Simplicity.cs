namespace Twofold;

/// <summary>Which of two models is the simpler one: the one that a file holds in fewer bytes; where that is not known of all, the one that was given first.</summary>
static class Simplicity
{
    /// <summary>From the simplest on.</summary>
    public static IReadOnlyList<ContenderResult> Rising(IReadOnlyList<ContenderResult> contenders) =>
        contenders.All(contender => contender.Full is null || contender.Cost?.ModelBytes is not null)
            ? [.. contenders.OrderBy(contender => contender.Cost?.ModelBytes ?? long.MaxValue)]
            : contenders;
}
