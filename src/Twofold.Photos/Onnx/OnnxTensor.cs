using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Onnx;

/// <summary>Reads the numbers of a tensor, whichever of ONNX's two ways they are written in.</summary>
static class OnnxTensor
{
    /// <summary>How many numbers a tensor's shape says it has; 1 without dimensions.</summary>
    /// <exception cref="TwofoldException">The shape is damaged.</exception>
    public static int Count(TensorProto tensor, string name)
    {
        long count = 1;
        foreach (var dimension in tensor.Dims)
        {
            // Nothing that is read here comes near 2 GB, which is where ONNX's own files end.
            if (dimension < 0 || (count *= dimension) > int.MaxValue)
                throw new TwofoldException($"'{name}' is damaged: '{tensor.Name}' has the shape [{string.Join(",", tensor.Dims)}].");
        }

        return (int)count;
    }

    /// <summary>A tensor's numbers as float32.</summary>
    /// <param name="tensor">Of float16, float32, float64 or a whole number's type.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">The type is another, or there are more or fewer numbers than the shape says.</exception>
    public static float[] Floats(TensorProto tensor, string name)
    {
        var raw = tensor.RawData.Span;
        float[] values = (DataType)tensor.DataType switch
        {
            DataType.Float => raw.IsEmpty ? [.. tensor.FloatData] : MemoryMarshal.Cast<byte, float>(raw).ToArray(),
            DataType.Float16 => raw.IsEmpty
                ? [.. tensor.Int32Data.Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))]
                : ToFloats(MemoryMarshal.Cast<byte, Half>(raw), half => (float)half),
            DataType.Double => ToFloats(MemoryMarshal.Cast<byte, double>(raw), number => (float)number),
            DataType.Int64 => raw.IsEmpty ? ToFloats(tensor.Int64Data) : ToFloats(MemoryMarshal.Cast<byte, long>(raw), number => number),
            DataType.Int32 => raw.IsEmpty ? ToFloats(tensor.Int32Data) : ToFloats(MemoryMarshal.Cast<byte, int>(raw), number => number),
            var type => throw new TwofoldException($"'{name}' has '{tensor.Name}' of type {type}: Float, Float16, Double, Int32 or Int64 is expected."),
        };
        var expected = Count(tensor, name);
        return values.Length == expected
            ? values
            : throw new TwofoldException($"'{name}' is damaged: '{tensor.Name}' has {values.Length} numbers, {expected} are expected of the shape [{string.Join(",", tensor.Dims)}].");
    }

    static float[] ToFloats<T>(ReadOnlySpan<T> numbers, Func<T, float> convert)
    {
        var values = new float[numbers.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = convert(numbers[i]);
        return values;
    }

    static float[] ToFloats(RepeatedField<long> numbers) => [.. numbers.Select(number => (float)number)];

    static float[] ToFloats(RepeatedField<int> numbers) => [.. numbers.Select(number => (float)number)];
}
