namespace DiffusionCourse.Inference;

/// <summary>The UNet bound for a batch: each row has a sample and a text of its own, all are evaluated at the same timestep.</summary>
internal sealed class UNetBinding : IDisposable
{
    private readonly UNetModel _model;
    private readonly TensorBuffer _sample;
    private readonly TensorBuffer _timestep;
    private readonly TensorBuffer _text;
    private readonly TensorBuffer? _condition;
    private readonly TensorBuffer _output;
    private readonly INetworkRun _run;

    public UNetBinding(Network network, UNetModel model, int rows, UNetShape shape)
    {
        _model = model;
        Rows = rows;
        long[] latents = [rows, model.Channels, shape.Height, shape.Width];
        _sample = TensorBuffer.Create(model.Sample, latents);
        _timestep = TensorBuffer.Create(model.Timestep, model.TimestepShape(rows));
        _condition = model.TimestepCondition is { } condition ? TensorBuffer.Create(condition, rows, model.TimestepConditionWidth) : null;
        _text = TensorBuffer.Create(model.Text, rows, shape.Context, shape.TextWidth);
        _output = TensorBuffer.Create(model.Output, latents);
        Length = _output.Length / rows;
        _run = network.Bind(model.Inputs(_sample, _timestep, _text, _condition), model.Output, _output);
    }

    public int Rows { get; }

    /// <summary>Values in one row's sample: channels x height x width.</summary>
    public int Length { get; }

    /// <summary>Writes what a row is told beside its sample.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="text">The prompt's embedding.</param>
    /// <param name="guidanceScale">Written for models that take it embedded; for others it does not matter.</param>
    public void WriteText(int row, TextEmbedding text, double guidanceScale)
    {
        _text.Write(text.Values, row * text.Values.Length);
        if (_model.EmbedsGuidance)
        {
            var embedding = GuidanceEmbedding.Of(guidanceScale, _model.TimestepConditionWidth);
            _condition!.Write(embedding, row * embedding.Length);
        }
    }

    public void WriteSample(int row, ReadOnlySpan<float> values) => _sample.Write(values, row * values.Length);

    public void ReadOutput(int row, Span<float> values) => _output.Read(values, row * values.Length);

    /// <summary>Evaluates all rows. Allocates nothing on the CPU.</summary>
    /// <exception cref="Models.ModelException">The graph failed.</exception>
    /// <exception cref="DeviceMemoryException">Memory did not suffice.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Run(double timestep, RunControl control)
    {
        _timestep.Fill(timestep);
        _run.Run(control);
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
