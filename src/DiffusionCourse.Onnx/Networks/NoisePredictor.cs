using DiffusionCourse.Models;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>
/// The UNet bound for one latent shape: write the sample, evaluate, read the conditional and unconditional predictions.
/// Belongs to one generation at a time. Evaluating allocates nothing.
/// </summary>
internal sealed class NoisePredictor : IDisposable
{
    private readonly UNetModel _model;
    private readonly GuidanceArrangement _arrangement;
    private readonly Action _memoryRanOut;
    private readonly LoneSession? _lone;
    private readonly TensorBuffer _sample;
    private readonly TensorBuffer _timestep;
    private readonly TensorBuffer? _condition;
    private readonly TensorBuffer _conditionalText;
    private readonly TensorBuffer _unconditionalText;
    private readonly TensorBuffer _conditionalOut;
    private readonly TensorBuffer _unconditionalOut;
    private readonly BoundRun _conditional;
    private readonly BoundRun _unconditional;
    private BoundRun? _alone;
    private BatchBuffers? _pair;
    private readonly ConcurrentHalf? _half;
    private readonly float[] _conditionalFloats;
    private readonly float[] _unconditionalFloats;
    private RunOptions _options = new();
    private bool _apart;

    public NoisePredictor(OnnxGraph graph, LoneSession? lone, UNetModel model, GuidanceArrangement arrangement, Action memoryRanOut, int height, int width, int context, int textWidth)
    {
        _lone = lone;
        _model = model;
        _arrangement = arrangement;
        _memoryRanOut = memoryRanOut;
        long[] shape = [1, model.Channels, height, width];
        _sample = TensorBuffer.Create(model.Sample, shape);
        _timestep = TensorBuffer.Create(model.Timestep, model.TimestepShape(batch: 1));
        _condition = model.TimestepCondition is { } condition ? TensorBuffer.Create(condition, 1, model.TimestepConditionWidth) : null;
        _conditionalText = TensorBuffer.Create(model.Text, 1, context, textWidth);
        _unconditionalText = TensorBuffer.Create(model.Text, 1, context, textWidth);
        _conditionalOut = TensorBuffer.Create(model.Output, shape);
        _unconditionalOut = TensorBuffer.Create(model.Output, shape);
        Length = _conditionalOut.Length;
        _conditionalFloats = _conditionalOut.IsFloat ? [] : new float[Length];
        _unconditionalFloats = _unconditionalOut.IsFloat ? [] : new float[Length];
        _conditional = Bind(graph, _conditionalText, _conditionalOut);
        _unconditional = Bind(graph, _unconditionalText, _unconditionalOut);
        if (arrangement == GuidanceArrangement.BatchOfTwo)
        {
            _pair = new BatchBuffers(graph, model, rows: 2, height, width, context, textWidth);
        }
        else if (arrangement == GuidanceArrangement.ConcurrentCalls)
        {
            _half = new ConcurrentHalf(() => _unconditional.Run(_options));
        }
    }

    /// <summary>Values in a sample: channels x height x width.</summary>
    public int Length { get; }

    /// <summary>Forward passes of one picture so far, however they were run.</summary>
    public int Evaluations { get; private set; }

    /// <summary>The prediction with the prompt, of the last evaluation.</summary>
    public ReadOnlySpan<float> Conditional => _conditionalOut.IsFloat ? _conditionalOut.Floats : _conditionalFloats;

    /// <summary>The prediction with the negative prompt (empty by default), of the last evaluation with both.</summary>
    public ReadOnlySpan<float> Unconditional => _unconditionalOut.IsFloat ? _unconditionalOut.Floats : _unconditionalFloats;

    /// <summary>Prepares for a new generation.</summary>
    /// <param name="conditional">The prompt's embedding.</param>
    /// <param name="unconditional">The negative prompt's; null without guidance.</param>
    /// <param name="options">Options of every run.</param>
    /// <param name="guidanceScale">What a model that is told the guidance scale is told.</param>
    public void Begin(TextEmbedding conditional, TextEmbedding? unconditional, RunOptions options, double guidanceScale = 1)
    {
        _options = options;
        Evaluations = 0;
        // Never in the middle of a picture, which is thus drawn in one way.
        _alone ??= _lone?.Graph is { } graph ? Bind(graph, _conditionalText, _conditionalOut) : null;
        WriteCondition(guidanceScale);
        _conditionalText.Write(conditional.Values);
        _unconditionalText.Write((unconditional ?? conditional).Values);
        _pair?.WriteText(0, (unconditional ?? conditional).Values);
        _pair?.WriteText(1, conditional.Values);
    }

    /// <summary>Evaluates the UNet on a sample.</summary>
    /// <param name="sample">The scaled model input.</param>
    /// <param name="timestep">The training timestep; may be fractional where the graph takes floats.</param>
    /// <param name="both">True for both halves of guidance, false for the conditional one alone.</param>
    public void Evaluate(ReadOnlySpan<float> sample, double timestep, bool both)
    {
        try
        {
            if (_model.TakesPairsOnly || (both && !_apart))
            {
                RunTogether(sample, timestep);
            }
            else
            {
                RunHalves(sample, timestep, both);
            }
        }
        catch (DeviceMemoryException error)
        {
            throw new ModelException($"There is not enough memory to evaluate '{_model.FilePath}' on one sample ({error.Message}). Draw a smaller picture, use a float16 export, close other programmes, or run on the CPU.", error);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelException($"'{_model.FilePath}' failed ({RuntimeMessage.Of(error)}).", error);
        }

        Evaluations += both ? 2 : 1;
    }

    public void Dispose()
    {
        _half?.Dispose();
        _pair?.Dispose();
        _condition?.Dispose();
        _alone?.Dispose();
        _conditional.Dispose();
        _unconditional.Dispose();
        foreach (var buffer in new[] { _sample, _timestep, _conditionalText, _unconditionalText, _conditionalOut, _unconditionalOut })
        {
            buffer.Dispose();
        }
    }

    private BoundRun Bind(OnnxGraph graph, TensorBuffer text, TensorBuffer output)
        => new(graph, _model.Inputs(_sample, _timestep, text, _condition), _model.Output, output);

    // Without guidance built in, the input stays at its zeros.
    private void WriteCondition(double guidanceScale)
    {
        if (_model.EmbedsGuidance)
        {
            float[] embedding = GuidanceEmbedding.Of(guidanceScale, _model.TimestepConditionWidth);
            _condition!.Write(embedding);
            _pair?.WriteCondition(0, embedding);
            _pair?.WriteCondition(1, embedding);
        }
    }

    // Where memory does not suffice for both at once, they run one after the other, now and from then on.
    private void RunTogether(ReadOnlySpan<float> sample, double timestep)
    {
        try
        {
            if (_pair is null)
            {
                RunHalves(sample, timestep, both: true);
                return;
            }

            RunPair(_pair, sample, timestep);
        }
        catch (DeviceMemoryException) when (_arrangement != GuidanceArrangement.SequentialCalls && !_model.TakesPairsOnly)
        {
            _apart = true;
            _memoryRanOut();
            _pair?.Dispose();
            _pair = null;
            RunHalves(sample, timestep, both: true);
        }
    }

    private void RunHalves(ReadOnlySpan<float> sample, double timestep, bool both)
    {
        _sample.Write(sample);
        _timestep.Fill(timestep);
        if (both && _half is not null && !_apart)
        {
            RunConcurrently(_half);
        }
        else if (both)
        {
            _conditional.Run(_options);
            _unconditional.Run(_options);
        }
        else
        {
            (_alone ?? _conditional).Run(_options);
            _lone?.Count();
        }

        Widen(_conditionalOut, _conditionalFloats);
        if (both)
        {
            Widen(_unconditionalOut, _unconditionalFloats);
        }
    }

    private void RunConcurrently(ConcurrentHalf half)
    {
        half.Start();
        try
        {
            _conditional.Run(_options);
        }
        finally
        {
            // The other half reads the buffers: it must have ended before anyone else may write them.
            half.Finish();
        }
    }

    private void RunPair(BatchBuffers pair, ReadOnlySpan<float> sample, double timestep)
    {
        pair.WriteSample(0, sample);
        pair.WriteSample(1, sample);
        pair.Run(timestep, _options);
        pair.ReadOutput(0, _unconditionalOut.IsFloat ? _unconditionalOut.Floats : _unconditionalFloats);
        pair.ReadOutput(1, _conditionalOut.IsFloat ? _conditionalOut.Floats : _conditionalFloats);
    }

    private static void Widen(TensorBuffer output, float[] floats)
    {
        if (!output.IsFloat)
        {
            output.Read(floats);
        }
    }
}
