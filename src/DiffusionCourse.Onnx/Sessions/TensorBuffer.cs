using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Inference;

/// <summary>
/// A tensor in pinned memory that a session reads or writes in place. Made once, reused for every run; float values go
/// in and out whatever the graph's element type is.
/// </summary>
internal sealed class TensorBuffer : IDisposable
{
    private readonly Array _data;

    private TensorBuffer(Array data, OrtValue value, TensorElementType type, long[] shape)
    {
        _data = data;
        Value = value;
        Type = type;
        Shape = shape;
    }

    public OrtValue Value { get; }

    public TensorElementType Type { get; }

    public long[] Shape { get; }

    public int Length => _data.Length;

    /// <summary>The values as they lie in memory.</summary>
    public Span<byte> Bytes => _data switch
    {
        float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()),
        Float16[] halves => MemoryMarshal.AsBytes(halves.AsSpan()),
        double[] doubles => MemoryMarshal.AsBytes(doubles.AsSpan()),
        long[] longs => MemoryMarshal.AsBytes(longs.AsSpan()),
        _ => MemoryMarshal.AsBytes(((int[])_data).AsSpan()),
    };

    /// <summary>The values themselves where the element type is float: no copy is needed.</summary>
    public Span<float> Floats => (float[])_data;

    /// <summary>Changes with every write: what a device holds a copy of must be copied again.</summary>
    public int Version { get; private set; }

    public bool IsFloat => Type == TensorElementType.Float;

    public static TensorBuffer Create(TensorSignature signature, params long[] shape)
    {
        var length = checked((int)shape.Aggregate(1L, (product, size) => product * size));
        return signature.Type switch
        {
            TensorElementType.Float => Wrap<float>(),
            TensorElementType.Float16 => Wrap<Float16>(),
            TensorElementType.Double => Wrap<double>(),
            TensorElementType.Int32 => Wrap<int>(),
            TensorElementType.Int64 => Wrap<long>(),
            _ => throw new NotSupportedException(
                $"'{signature}': element type {signature.Type} is not supported (float, float16, double, int32 and int64 are)."),
        };

        TensorBuffer Wrap<T>() where T : unmanaged
        {
            var data = GC.AllocateArray<T>(length, pinned: true);
            return new(data, OrtValue.CreateTensorValueFromMemory(data, shape), signature.Type, shape);
        }
    }

    public void Write(ReadOnlySpan<float> values, int offset = 0)
    {
        Version++;
        switch (_data)
        {
            case float[] floats:
                values.CopyTo(floats.AsSpan(offset));
                break;
            case Float16[] halves:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<Float16, Half>(halves.AsSpan(offset, values.Length)));
                break;
            case double[] doubles:
                TensorPrimitives.ConvertTruncating(values, doubles.AsSpan(offset, values.Length));
                break;
            default:
                throw new InvalidOperationException($"A tensor of {Type} takes no float values.");
        }
    }

    public void Read(Span<float> values, int offset = 0)
    {
        switch (_data)
        {
            case float[] floats:
                floats.AsSpan(offset, values.Length).CopyTo(values);
                break;
            case Float16[] halves:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(halves.AsSpan(offset, values.Length)), values);
                break;
            case double[] doubles:
                TensorPrimitives.ConvertTruncating(doubles.AsSpan(offset, values.Length), values);
                break;
            default:
                throw new InvalidOperationException($"A tensor of {Type} holds no float values.");
        }
    }

    public void Write(ReadOnlySpan<int> values)
    {
        Version++;
        switch (_data)
        {
            case int[] ints:
                values.CopyTo(ints);
                break;
            case long[] longs:
                TensorPrimitives.ConvertTruncating(values, longs.AsSpan(0, values.Length));
                break;
            default:
                throw new InvalidOperationException($"A tensor of {Type} takes no integers.");
        }
    }

    /// <summary>Sets every element to one number (a timestep, say), in the tensor's own type.</summary>
    public void Fill(double number)
    {
        Version++;
        switch (_data)
        {
            case float[] floats:
                floats.AsSpan().Fill((float)number);
                break;
            case Float16[] halves:
                MemoryMarshal.Cast<Float16, Half>(halves.AsSpan()).Fill((Half)number);
                break;
            case double[] doubles:
                doubles.AsSpan().Fill(number);
                break;
            case long[] longs:
                longs.AsSpan().Fill((long)Math.Round(number));
                break;
            case int[] ints:
                ints.AsSpan().Fill((int)Math.Round(number));
                break;
            default:
                break;
        }
    }

    public void Dispose() => Value.Dispose();
}
