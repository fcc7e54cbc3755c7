using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Onnx;

/// <summary>Checks a tensor, and reads its numbers, whichever of ONNX's two ways they are written in.</summary>
static class OnnxTensor
{
    /// <summary>Refuses a tensor whose numbers lie in another file, are more or fewer than its shape says, or are none (NaN).</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">It is refused; the message names the tensor.</exception>
    public static void Check(TensorProto tensor, string name)
    {
        if (tensor.DataLocation == DataLocation.External || tensor.ExternalData.Count > 0)
            throw new TwofoldException($"'{name}' keeps the data of '{tensor.Name}' in another file: an ONNX file is expected that holds all of its data itself.");
        var (expected, found) = (Count(tensor, name), Found(tensor, name));
        if (found != expected)
            throw new TwofoldException($"'{name}' is damaged: '{tensor.Name}' has {found} numbers, {expected} are expected of the shape [{string.Join(",", tensor.Dims)}].");
        if (HasNaN(tensor))
            throw new TwofoldException($"'{name}' is damaged: '{tensor.Name}' holds NaN where numbers are expected. Train or export it again.");
    }

    static long Found(TensorProto tensor, string name)
    {
        var raw = tensor.RawData.Length;
        long Of(int width, int fields) => raw % width != 0
            ? throw new TwofoldException($"'{name}' is damaged: '{tensor.Name}' has {raw} bytes, where numbers of {width} bytes each are expected.")
            : raw > 0 ? raw / width : fields;
        return (DataType)tensor.DataType switch
        {
            DataType.Float => Of(4, tensor.FloatData.Count),
            DataType.Double => Of(8, tensor.DoubleData.Count),
            DataType.Int64 => Of(8, tensor.Int64Data.Count),
            DataType.Uint64 => Of(8, tensor.Uint64Data.Count),
            DataType.Uint32 => Of(4, tensor.Uint64Data.Count),
            DataType.Int32 => Of(4, tensor.Int32Data.Count),
            DataType.Int16 or DataType.Uint16 or DataType.Float16 or DataType.Bfloat16 => Of(2, tensor.Int32Data.Count),
            DataType.Int8 or DataType.Uint8 or DataType.Bool => Of(1, tensor.Int32Data.Count),
            DataType.String => tensor.StringData.Count,
            var type => throw new TwofoldException($"'{name}' has '{tensor.Name}' of type {type}: numbers of 8 to 64 bits are expected."),
        };
    }

    static bool HasNaN(TensorProto tensor)
    {
        var raw = tensor.RawData.Span;
        return (DataType)tensor.DataType switch
        {
            DataType.Float => raw.IsEmpty ? tensor.FloatData.Any(float.IsNaN) : AnyNaN(MemoryMarshal.Cast<byte, float>(raw)),
            DataType.Double => raw.IsEmpty ? tensor.DoubleData.Any(double.IsNaN) : AnyNaN(MemoryMarshal.Cast<byte, double>(raw)),
            DataType.Float16 => raw.IsEmpty
                ? tensor.Int32Data.Any(bits => Half.IsNaN(BitConverter.UInt16BitsToHalf((ushort)bits)))
                : AnyNaN(MemoryMarshal.Cast<byte, Half>(raw)),
            _ => false,
        };
    }

    static bool AnyNaN<T>(ReadOnlySpan<T> numbers)
        where T : System.Numerics.INumberBase<T> => TensorPrimitives.IsNaNAny(numbers);

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
            DataType.Double => raw.IsEmpty ? [.. tensor.DoubleData.Select(number => (float)number)] : ToFloats(MemoryMarshal.Cast<byte, double>(raw), number => (float)number),
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
