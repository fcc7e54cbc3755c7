namespace Twofold.Photos.Training;

/// <summary>The largest numbers of windows.</summary>
sealed class MaximumPoolOperation : LayerOperation
{
    public override bool Chooses => true;

    public override void Forward(LayerForward call)
    {
        var target = call.Epilogue.Target[..(call.Pictures * call.OutputShape.Length)];
        WindowMaximum.Calculate(call.Input, call.Pictures, call.InputShape.Channels, call.Taps, target, call.Choices);
        if (call.Epilogue.Clamp is { Bounds: true })
            ClampedSum.Calculate(target, call.Epilogue);
    }

    public override void Backward(LayerBackward call)
    {
        WindowMaximum.Add(call.Gradient, call.Pictures, call.InputShape.Channels, call.Taps, call.Choices, call.BeginSum());
        call.EndSum();
    }
}
