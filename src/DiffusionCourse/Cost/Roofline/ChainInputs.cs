using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Cost.Roofline;

/// <summary>What a call of a measured chain is given: a single number, and a weight where the chain has none of its own.</summary>
internal sealed class ChainInputs : IDisposable
{
    private readonly Dictionary<string, OrtValue> _values = new()
    {
        [MeasuringGraphs.Start] = OrtValue.CreateTensorValueFromMemory(new float[] { 1 }, [1]),
    };

    /// <summary>Makes them.</summary>
    /// <param name="side">Rows and columns of the weight, whose numbers are all 1 / side; null for none.</param>
    public ChainInputs(int? side)
    {
        if (side is { } numbers)
        {
            var weight = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [numbers, numbers]);
            weight.GetTensorMutableDataAsSpan<float>().Fill(1f / numbers);
            _values.Add(MeasuringGraphs.Weight, weight);
        }
    }

    public IReadOnlyDictionary<string, OrtValue> Values => _values;

    public void Dispose()
    {
        foreach (var value in _values.Values)
        {
            value.Dispose();
        }
    }
}
