using System.Numerics.Tensors;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Remote;

/// <summary>
/// A call of a UNet with fixed values, and what the server that was asked first answered: one with other weights answers otherwise.
/// Metadata do not tell.
/// </summary>
internal sealed class WeightProbe : IDisposable
{
    // Cards differ in the last digits, models in all.
    private const float Tolerance = 0.05f;
    private float[] _expected = [];
    private string _first = "";

    /// <param name="model">The UNet's contract.</param>
    /// <param name="timestep">The timestep of the call.</param>
    public WeightProbe(UNetModel model, double timestep)
    {
        var (random, rows, shape) = (new Random(1), model.FixedBatch ?? 1, model.UsualShape);
        Output = model.Output;
        Shape = [rows, model.Channels, shape.Height, shape.Width];
        var sample = TensorBuffer.Create(model.Sample, Shape);
        sample.Write(Values(random, sample.Length));
        var time = TensorBuffer.Create(model.Timestep, model.TimestepShape(rows));
        time.Fill(timestep);
        var text = TensorBuffer.Create(model.Text, rows, shape.Context, shape.TextWidth);
        text.Write(Values(random, text.Length));
        var condition = model.TimestepCondition is { } signature
            ? TensorBuffer.Create(signature, rows, model.TimestepConditionWidth) : null;
        for (var row = 0; row < rows && model.EmbedsGuidance; row++)
        {
            condition!.Write(GuidanceEmbedding.Of(guidanceScale: 1, model.TimestepConditionWidth), row * model.TimestepConditionWidth);
        }

        Inputs = [.. model.Inputs(sample, time, text, condition)];
    }

    public IReadOnlyList<(TensorSignature Signature, TensorBuffer Buffer)> Inputs { get; }

    public TensorSignature Output { get; }

    /// <summary>The answer's shape.</summary>
    public long[] Shape { get; }

    /// <summary>Takes an answer as the one that all must give.</summary>
    /// <param name="server">The server that gave it.</param>
    /// <param name="answer">Its values.</param>
    public void Expect(object server, float[] answer) => (_first, _expected) = ($"{server}", answer);

    /// <summary>What is said of a server that answered so; null where its weights are the first one's.</summary>
    public string? Difference(object server, float[] answer)
        => TensorPrimitives.Distance<float>(_expected, answer) <= Tolerance * TensorPrimitives.Norm<float>(_expected) ? null
            : $"The UNet on {server} gives other values than that on {_first}: their weights differ, and a picture would depend on where "
                + "it is drawn. Leave one of them out, or have the same model put there.";

    public void Dispose()
    {
        foreach (var (_, buffer) in Inputs)
        {
            buffer.Dispose();
        }
    }

    private static float[] Values(Random random, int length)
        => [.. Enumerable.Range(0, length).Select(_ => (float)(2 * random.NextDouble() - 1))];
}
