using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>The UNet bound for a batch: one row an evaluation, each with its own sample and text, all at the same timestep.</summary>
internal sealed class BatchBuffers : IDisposable
{
    private readonly TensorBuffer _sample;
    private readonly TensorBuffer _timestep;
    private readonly TensorBuffer _text;
    private readonly TensorBuffer? _condition;
    private readonly TensorBuffer _output;
    private readonly BoundRun _run;

    public BatchBuffers(OnnxGraph graph, UNetModel model, int rows, int height, int width, int context, int textWidth)
    {
        Rows = rows;
        long[] shape = [rows, model.Channels, height, width];
        _sample = TensorBuffer.Create(model.Sample, shape);
        _timestep = TensorBuffer.Create(model.Timestep, model.TimestepShape(rows));
        _condition = model.TimestepCondition is { } condition ? TensorBuffer.Create(condition, rows, model.TimestepConditionWidth) : null;
        _text = TensorBuffer.Create(model.Text, rows, context, textWidth);
        _output = TensorBuffer.Create(model.Output, shape);
        Length = _output.Length / rows;
        _run = new(graph, model.Inputs(_sample, _timestep, _text, _condition), model.Output, _output);
    }

    public int Rows { get; }

    /// <summary>Values in one row's sample: channels x height x width.</summary>
    public int Length { get; }

    public void WriteText(int row, ReadOnlySpan<float> values) => _text.Write(values, row * values.Length);

    /// <summary>The embedded guidance scale, for models that take it.</summary>
    public void WriteCondition(int row, ReadOnlySpan<float> embedding) => _condition!.Write(embedding, row * embedding.Length);

    public void WriteSample(int row, ReadOnlySpan<float> values) => _sample.Write(values, row * values.Length);

    public void ReadOutput(int row, Span<float> values) => _output.Read(values, row * values.Length);

    /// <summary>Evaluates all rows.</summary>
    /// <exception cref="OnnxRuntimeException">The graph failed.</exception>
    /// <exception cref="DeviceMemoryException">Memory did not suffice.</exception>
    /// <exception cref="OperationCanceledException">The options were told to terminate.</exception>
    public void Run(double timestep, RunOptions options)
    {
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
        _output.Dispose();
    }
}
