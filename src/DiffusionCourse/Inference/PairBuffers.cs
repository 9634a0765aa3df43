using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>Both halves of guidance as one batch of two: unconditional first, conditional second.</summary>
internal sealed class PairBuffers : IDisposable
{
    private readonly TensorBuffer _sample;
    private readonly TensorBuffer _timestep;
    private readonly TensorBuffer _text;
    private readonly BoundRun _run;

    public PairBuffers(OnnxGraph graph, UNetModel model, int height, int width, int context, int textWidth)
    {
        long[] shape = [2, model.Channels, height, width];
        _sample = TensorBuffer.Create(model.Sample, shape);
        // A free rank-1 timestep may be [1] or [batch]: one value broadcasts in every export seen.
        _timestep = TensorBuffer.Create(model.Timestep, model.Timestep.Rank == 0 ? [] : [model.Timestep.Fixed(0) ?? 1]);
        _text = TensorBuffer.Create(model.Text, 2, context, textWidth);
        Output = TensorBuffer.Create(model.Output, shape);
        _run = new(graph, [(model.Sample, _sample), (model.Timestep, _timestep), (model.Text, _text)], model.Output, Output);
    }

    public TensorBuffer Output { get; }

    public void WriteText(ReadOnlySpan<float> unconditional, ReadOnlySpan<float> conditional)
    {
        _text.Write(unconditional);
        _text.Write(conditional, unconditional.Length);
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
        Output.Dispose();
    }
}
