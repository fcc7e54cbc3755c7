namespace Twofold.Photos.Training;

/// <summary>A sum of two values, or a clamp of one: nothing but an <see cref="Epilogue"/>.</summary>
sealed class SumOperation : LayerOperation
{
    public override void Forward(LayerForward call) => ClampedSum.Calculate(call.Input, call.Epilogue);

    public override void Backward(LayerBackward call) => ClampedSum.Calculate(call.Gradient, call.Epilogue);
}
