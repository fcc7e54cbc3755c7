namespace Twofold.Workbench.Tests;

/// <summary>Progress that is told at once: the BCL's own tells later, on another thread.</summary>
sealed class Listener<T>(Action<T> listen) : IProgress<T>
{
    public void Report(T value) => listen(value);
}
