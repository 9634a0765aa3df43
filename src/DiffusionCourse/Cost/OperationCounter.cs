namespace DiffusionCourse.Cost;

/// <summary>Collects the operations of a network, layer by layer, with the running position in it.</summary>
internal sealed partial class OperationCounter
{
    private readonly List<OperationCost> _operations = [];

    /// <summary>The part of the network that is being counted; names operations.</summary>
    public string Part { get; set; } = "";

    public NetworkCost ToCost(string name) => new(name, [.. _operations]);

    /// <summary>A convolution with bias; <paramref name="output"/> is the resolution that it gives.</summary>
    public void Convolution(string name, int inputs, int outputs, int kernel, Resolution output, int stride = 1)
    {
        var weights = (long)inputs * outputs * kernel * kernel;
        var read = inputs * output.Positions * stride * stride;
        Add(
            name, OperationKind.Convolution, output,
            new(weights * output.Positions, 0, weights + outputs, read + outputs * output.Positions));
    }

    public void Linear(string name, int inputs, int outputs, Resolution positions, bool bias = true)
    {
        var weights = (long)inputs * outputs;
        Add(
            name, OperationKind.Linear, positions,
            new(weights * positions.Positions, 0, weights + (bias ? outputs : 0), (inputs + (long)outputs) * positions.Positions));
    }

    /// <summary>A norm, with a scale and a shift for each channel unless the number of parameters is another.</summary>
    public void Norm(string name, int channels, Resolution positions, int? parameters = null)
    {
        var elements = channels * positions.Positions;
        Add(name, OperationKind.Normalization, positions, new(0, elements, parameters ?? 2L * channels, 2 * elements));
    }

    /// <summary>Element-wise work that reads <paramref name="inputs"/> elements for each one that it writes.</summary>
    public void ElementWise(string name, long channels, Resolution positions, double inputs = 1)
    {
        var elements = channels * positions.Positions;
        Add(name, OperationKind.ElementWise, positions, new(0, elements, 0, elements + (long)(inputs * elements)));
    }

    public void Embedding(string name, int entries, int channels, Resolution positions)
    {
        var elements = channels * positions.Positions;
        Add(name, OperationKind.Embedding, positions, new(0, 0, (long)entries * channels, 2 * elements));
    }

    /// <summary>
    /// Both matrix products of attention and the softmax between them. All keys are counted for each query, as runtimes
    /// compute them, under a causal mask too.
    /// </summary>
    public void AttentionProducts(OperationKind kind, string name, int channels, int heads, Resolution queries, long keys)
    {
        var scores = heads * queries.Positions * keys;
        var moved = 2 * channels * (queries.Positions + keys);
        Add(name, kind, queries, new(2 * queries.Positions * keys * channels, 0, 0, moved + 2 * scores));
        Add($"{name} softmax", OperationKind.ElementWise, queries, new(0, scores, 0, 2 * scores));
    }

    private void Add(string name, OperationKind kind, Resolution resolution, OperationTotal cost)
        => _operations.Add(new(Part.Length == 0 ? name : $"{Part} / {name}", kind, resolution, cost));
}
