using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>Both halves of guidance as one batch of two: unconditional first, conditional second.</summary>
internal sealed class PairBuffers : IDisposable
{
    private readonly TensorBuffer _sample;
    private readonly TensorBuffer _timestep;
    private readonly TensorBuffer _text;
    private readonly TensorBuffer? _condition;
    private readonly BoundRun _run;

    public PairBuffers(OnnxGraph graph, UNetModel model, int height, int width, int context, int textWidth)
    {
        long[] shape = [2, model.Channels, height, width];
        _sample = TensorBuffer.Create(model.Sample, shape);
        _timestep = TensorBuffer.Create(model.Timestep, model.TimestepShape(batch: 2));
        _condition = model.TimestepCondition is { } condition ? TensorBuffer.Create(condition, 2, model.TimestepConditionWidth) : null;
        _text = TensorBuffer.Create(model.Text, 2, context, textWidth);
        Output = TensorBuffer.Create(model.Output, shape);
        _run = new(graph, model.Inputs(_sample, _timestep, _text, _condition), model.Output, Output);
    }

    public TensorBuffer Output { get; }

    public void WriteText(ReadOnlySpan<float> unconditional, ReadOnlySpan<float> conditional)
    {
        _text.Write(unconditional);
        _text.Write(conditional, unconditional.Length);
    }

    public void WriteCondition(ReadOnlySpan<float> embedding)
    {
        _condition!.Write(embedding);
        _condition.Write(embedding, embedding.Length);
    }

    public void Run(ReadOnlySpan<float> sample, double timestep, RunOptions options)
    {
        _sample.Write(sample);
        _sample.Write(sample, sample.Length);
        _timestep.Fill(timestep);
        _run.Run(options);
    }

    public void Dispose()
    {
        _run.Dispose();
        _sample.Dispose();
        _timestep.Dispose();
        _text.Dispose();
        _condition?.Dispose();
        Output.Dispose();
    }
}
