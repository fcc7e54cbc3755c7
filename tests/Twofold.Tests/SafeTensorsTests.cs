using System.Buffers.Binary;
using System.Text;

namespace Twofold.Tests;

public sealed class SafeTensorsTests
{
    [Fact]
    public void What_is_written_is_read_back_whichever_width()
    {
        var tensors = new SafeTensors();
        tensors.Add("wide", [1.5, -2.25, 1e300], 3);
        tensors.Add("narrow", [0.5f, 2, 3, 4], 2, 2);
        var read = SafeTensors.FromBytes(tensors.ToBytes());
        Assert.Equal([1.5, -2.25, 1e300], read.Read("wide", 3));
        Assert.Equal([0.5, 2, 3, 4], read.Read("narrow", 2, 2));
    }

    [Fact]
    public void Narrow_numbers_are_read_as_they_are_and_wide_ones_are_not_taken_for_them()
    {
        var tensors = new SafeTensors();
        tensors.Add("narrow", [0.1f, 2, 3, 4, 5, 6], 3, 2);
        tensors.Add("wide", [1.5, 2], 2);
        tensors.Add("odd", [float.NaN], 1);
        var read = SafeTensors.FromBytes(tensors.ToBytes());
        Assert.Equal([3, 2], read.ShapeOf("narrow"));
        Assert.Equal([0.1f, 2, 3, 4, 5, 6], read.ReadSingle("narrow", 3, 2));
        Assert.Contains("F64", Assert.Throws<TwofoldException>(() => read.ReadSingle("wide", 2)).Message);
        Assert.Contains("[3, 2], expected F32 and [6]", Assert.Throws<TwofoldException>(() => read.ReadSingle("narrow", 6)).Message);
        Assert.Contains("NaN", Assert.Throws<TwofoldException>(() => read.ReadSingle("odd", 1)).Message);
    }

    [Fact]
    public void Another_shape_than_expected_is_named()
    {
        var tensors = new SafeTensors();
        tensors.Add("weights", [1.0, 2, 3, 4], 2, 2);
        Assert.Contains("[2, 2], expected [4]", Assert.Throws<TwofoldException>(() => tensors.Read("weights", 4)).Message);
        Assert.Contains("'biases'", Assert.Throws<TwofoldException>(() => tensors.Read("biases", 4)).Message);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused()
    {
        var tensors = new SafeTensors();
        tensors.Add("weights", [1, double.NaN], 2);
        Assert.Contains("NaN", Assert.Throws<TwofoldException>(() => SafeTensors.FromBytes(tensors.ToBytes()).Read("weights", 2)).Message);
    }

    [Fact]
    public void Bytes_come_back_and_are_not_taken_for_numbers()
    {
        var tensors = new SafeTensors();
        tensors.AddBytes("words", "a\nb"u8);
        tensors.AddBytes("none", []);
        tensors.Add("weights", [1.0], 1);
        var read = SafeTensors.FromBytes(tensors.ToBytes());
        Assert.Equal("a\nb"u8.ToArray(), read.ReadBytes("words"));
        Assert.Empty(read.ReadBytes("none"));
        Assert.Equal([1.0], read.Read("weights", 1));
        Assert.Throws<TwofoldException>(() => read.Read("words", 3));
        Assert.Throws<TwofoldException>(() => read.ReadBytes("weights"));
        Assert.Throws<TwofoldException>(() => read.ReadBytes("missing"));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[8,24]}}""")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[-8,8]}}""")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2147483647,2147483647,2147483647,2147483647,2147483647],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"F64","shape":[-1,-2],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}""")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":3}""")]
    [InlineData("""[1,2]""")]
    [InlineData("""{"a":{"dtype":"F64","shape":["x"],"data_offsets":[0,16]}}""")]
    public void A_header_that_does_not_fit_the_bytes_is_refused(string header)
    {
        var bytes = new byte[8 + header.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        Assert.Throws<TwofoldException>(() => SafeTensors.FromBytes(bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    public void Too_few_bytes_are_refused(int length) =>
        Assert.Throws<TwofoldException>(() => SafeTensors.FromBytes(new byte[length]));

    [Fact]
    public void A_header_that_claims_more_than_there_is_takes_no_memory()
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, long.MaxValue);
        Assert.Throws<TwofoldException>(() => SafeTensors.FromBytes(bytes));
    }
}
