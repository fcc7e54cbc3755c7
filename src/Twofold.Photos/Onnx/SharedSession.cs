using Microsoft.ML.OnnxRuntime;

namespace Twofold.Photos.Onnx;

/// <summary>
/// A session that several threads calculate with at once. It is ended once: what runs then is finished first, and whoever asks later is told so, because
/// what is behind a session that is no more is memory of others.
/// </summary>
/// <param name="session">The session, which ends with this one.</param>
/// <param name="name">What the file is called in messages.</param>
sealed class SharedSession(InferenceSession session, string name) : IDisposable
{
    readonly RunOptions options = new();
    readonly Lock door = new();
    int running;
    bool isClosed;

    /// <summary>What goes in.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Inputs => session.InputMetadata;

    /// <summary>What comes out.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Outputs => session.OutputMetadata;

    /// <summary>Opens a graph; see <see cref="OnnxSession.Open"/>.</summary>
    public static SharedSession Open(byte[] onnx, string name) => new(OnnxSession.Open(onnx, name), name);

    /// <summary>Calculates into values that have room for the results; see <see cref="OnnxSession.Run"/>.</summary>
    /// <exception cref="ObjectDisposedException">The session was ended, with the pair that it belongs to.</exception>
    public void Run(
        (IReadOnlyCollection<string> Names, IReadOnlyCollection<OrtValue> Values) inputs, (IReadOnlyCollection<string> Names, IReadOnlyCollection<OrtValue> Values) outputs)
    {
        Enter();
        try
        {
            OnnxSession.Run(session, options, inputs, outputs, name);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Calculates what has a shape that only the calculation tells.</summary>
    /// <exception cref="ObjectDisposedException">The session was ended, with the pair that it belongs to.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> values, IReadOnlyCollection<string> outputs)
    {
        Enter();
        try
        {
            return session.Run(options, inputs, values, outputs);
        }
        catch (OnnxRuntimeException exception)
        {
            throw OnnxSession.CannotRun(name, exception);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Ends the session, at once or with the last run that has begun.</summary>
    public void Dispose()
    {
        lock (door)
        {
            if (isClosed)
                return;
            isClosed = true;
            if (running > 0)
                return;
        }

        End();
    }

    void Enter()
    {
        lock (door)
        {
            if (isClosed)
                throw new ObjectDisposedException(nameof(PhotoPair), $"The pair that '{name}' belongs to was disposed of: keep it for as long as its recognizer, creator or flow is in use.");
            running++;
        }
    }

    void Leave()
    {
        lock (door)
        {
            running--;
            if (running > 0 || !isClosed)
                return;
        }

        End();
    }

    void End()
    {
        options.Dispose();
        session.Dispose();
    }
}
