namespace Twofold;

/// <summary>What time and size say.</summary>
static class CostAdvice
{
    /// <summary>The fastest to learn and the smallest, beside the most accurate one.</summary>
    public static IEnumerable<Advice> Of(ComparisonResult result)
    {
        var measured = result.Contenders.Where(contender => contender.Cost is not null).ToList();
        if (measured.Count < 2)
            yield break;
        var fast = measured.MinBy(contender => contender.Cost!.FitSeconds)!; // Those without are out, and there are two.
        var slow = measured.MaxBy(contender => contender.Cost!.FitSeconds)!;
        var answers = measured.MinBy(contender => contender.Cost!.AnswerMicroseconds)!;
        yield return new Advice(
            "Time and size",
            fast.Name,
            $"Where time is short use {fast.Name}: it learns from {Wording.Count(result.Sizes[^1], result.Noun)} in {Wording.Time(fast.Cost!.FitSeconds)}, {slow.Name} in {Wording.Time(slow.Cost!.FitSeconds)} "
            + $"(the shorter of two fits). An answer takes {Wording.Time(answers.Cost!.AnswerMicroseconds / 1e6)} with {answers.Name}, the fastest"
            + (Sizes(measured) is { } sizes ? $"; {sizes}" : "") + ".",
            Difference: null,
            IsWithinNoise: false);
    }

    static string? Sizes(List<ContenderResult> measured)
    {
        var stored = measured.Where(contender => contender.Cost!.ModelBytes is not null).ToList(); // Those without costs are out.
        if (stored.Count < 2)
            return null;
        var (small, large) = (stored.MinBy(contender => contender.Cost!.ModelBytes)!, stored.MaxBy(contender => contender.Cost!.ModelBytes)!);
        return $"the smallest model is {small.Name} with {Wording.Bytes(small.Cost!.ModelBytes!.Value)}, the largest {large.Name} with {Wording.Bytes(large.Cost!.ModelBytes!.Value)}";
    }
}
