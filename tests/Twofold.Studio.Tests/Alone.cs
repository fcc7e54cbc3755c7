namespace Twofold.Studio.Tests;

/// <summary>
/// Tests that nothing else may run beside: they measure the time of the process, or change what the studio keeps for a page and are found at again.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
