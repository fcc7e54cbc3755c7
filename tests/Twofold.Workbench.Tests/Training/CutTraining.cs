using Twofold.Photos.Training;

namespace Twofold.Workbench.Tests;

/// <summary>A training that was cancelled after the creator's first step, once for all the tests that go on with it.</summary>
public sealed class CutTraining : IAsyncLifetime
{
    public const int Steps = 4, PerLabel = 20;

    readonly DrawnPair.Scratch scratch = new();

    public static PhotoPairOptions Options { get; } = DrawnPair.Options with { Steps = Steps, TimeBetweenStates = TimeSpan.Zero };

    public string Data => scratch["animals"];

    public string Model => scratch["m.twofold"];

    public string Unfinished => Model + ".unfinished";

    public TrainResult Result { get; private set; } = null!; // Set before any test runs.

    public async ValueTask InitializeAsync()
    {
        DrawnPair.Draw(Data, PerLabel, firstSeed: 0);
        Result = await RunAsync(new TrainRequest { Data = Data, Out = Model, Options = Options });
    }

    /// <summary>A training that is cancelled after the creator's first step.</summary>
    public static async Task<TrainResult> RunAsync(TrainRequest request)
    {
        using var cancellation = new CancellationTokenSource();
        return await Trainer.RunAsync(
            request,
            new Listener<WorkProgress>(report =>
            {
                // The first step is always reported; later ones only a few times a second.
                if (report.Stage == "Learning to create")
                    cancellation.Cancel();
            }),
            cancellation.Token);
    }

    public ValueTask DisposeAsync()
    {
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }
}
