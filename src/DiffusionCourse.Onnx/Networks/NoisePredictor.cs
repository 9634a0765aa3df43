using DiffusionCourse.Models;

namespace DiffusionCourse.Inference;

/// <summary>
/// The predictions of one step, with the prompt and without, from a UNet that is bound for one shape: in the arrangement that suits the
/// machine, and one after the other where memory does not suffice for it. Belongs to one picture at a time. Evaluating allocates nothing.
/// </summary>
internal sealed class NoisePredictor : IDisposable
{
    private readonly Network _network;
    private readonly UNetModel _model;
    private readonly FullThreadSession? _fullThread;
    private readonly UNetBinding _conditional;
    private UNetBinding? _unconditional;
    private UNetBinding? _pair;
    private UNetBinding? _alone;
    private ConcurrentHalf? _half;
    private readonly float[] _conditionalValues;
    private readonly float[] _unconditionalValues;
    private (TextEmbedding Conditional, TextEmbedding Unconditional, double GuidanceScale) _told;
    private RunControl _control = null!;
    private double _timestep;

    public NoisePredictor(Network network, FullThreadSession? lone, UNetModel model, GuidanceArrangement arrangement, UNetShape shape)
    {
        _network = network;
        _fullThread = lone;
        _model = model;
        Shape = shape;
        _conditional = Bind(network);
        _conditionalValues = new float[Length];
        _unconditionalValues = new float[Length];
        Arrange(arrangement);
    }

    public UNetShape Shape { get; }

    /// <summary>
    /// How both predictions are made: in sequential calls from the moment on when memory did not suffice for more.
    /// </summary>
    public GuidanceArrangement Arrangement { get; private set; }

    /// <summary>Values in a sample: channels x height x width.</summary>
    public int Length => _conditional.Length;

    /// <summary>Forward passes of one picture so far, however they were run.</summary>
    public int Evaluations { get; private set; }

    /// <summary>The prediction with the prompt, of the last evaluation.</summary>
    public ReadOnlySpan<float> Conditional => _conditionalValues;

    /// <summary>The prediction with the negative prompt (empty by default), of the last evaluation with both.</summary>
    public ReadOnlySpan<float> Unconditional => _unconditionalValues;

    /// <summary>Settles how both predictions of the next picture are made, and binds what that needs.</summary>
    public void Arrange(GuidanceArrangement arrangement)
    {
        Arrangement = arrangement;
        if (arrangement == GuidanceArrangement.BatchOfTwo)
        {
            _pair ??= new UNetBinding(_network, _model, rows: 2, Shape);
            return;
        }

        var unconditional = _unconditional ??= Bind(_network);
        if (arrangement == GuidanceArrangement.ConcurrentCalls)
        {
            _half ??= new ConcurrentHalf(() => unconditional.Run(_timestep, _control));
        }
    }

    /// <summary>Prepares for a new picture.</summary>
    /// <param name="conditional">The prompt's embedding.</param>
    /// <param name="unconditional">The negative prompt's; null without guidance.</param>
    /// <param name="control">Stops the runs.</param>
    /// <param name="guidanceScale">What a model that is told the guidance scale is told.</param>
    public void Begin(TextEmbedding conditional, TextEmbedding? unconditional, RunControl control, double guidanceScale = 1)
    {
        _control = control;
        _told = (conditional, unconditional ?? conditional, guidanceScale);
        Evaluations = 0;
        // Never in the middle of a picture, which is thus drawn in one way.
        _alone ??= _fullThread?.Graph is { } graph ? Bind(graph) : null;
        _alone?.WriteText(0, conditional, guidanceScale);
        _conditional.WriteText(0, conditional, guidanceScale);
        _unconditional?.WriteText(0, _told.Unconditional, guidanceScale);
        _pair?.WriteText(0, _told.Unconditional, guidanceScale);
        _pair?.WriteText(1, conditional, guidanceScale);
    }

    /// <summary>Evaluates the UNet on a sample.</summary>
    /// <param name="sample">The scaled model input.</param>
    /// <param name="timestep">The training timestep; may be fractional where the graph takes floats.</param>
    /// <param name="both">True for both predictions, false for the conditional one alone.</param>
    public void Evaluate(ReadOnlySpan<float> sample, double timestep, bool both)
    {
        _timestep = timestep;
        try
        {
            if (both || _model.TakesPairsOnly)
            {
                RunBoth(sample);
            }
            else
            {
                Run(_alone ?? _conditional, sample, _conditionalValues);
                _fullThread?.Count();
            }
        }
        catch (DeviceMemoryException error)
        {
            throw new ModelException($"There is not enough memory to evaluate '{_model.Location}' on one sample ({error.Message}). "
                + "Draw a smaller picture, use a float16 export, close other programs, or run on the CPU.", error);
        }

        Evaluations += both ? 2 : 1;
    }

    public void Dispose()
    {
        _half?.Dispose();
        _pair?.Dispose();
        _alone?.Dispose();
        _conditional.Dispose();
        _unconditional?.Dispose();
    }

    private UNetBinding Bind(Network network) => new(network, _model, rows: 1, Shape);

    private void RunBoth(ReadOnlySpan<float> sample)
    {
        try
        {
            if (Arrangement == GuidanceArrangement.BatchOfTwo)
            {
                RunPair(_pair!, sample);
            }
            else if (Arrangement == GuidanceArrangement.ConcurrentCalls)
            {
                RunConcurrently(sample);
            }
            else
            {
                RunInTurn(sample);
            }
        }
        catch (DeviceMemoryException) when (Arrangement != GuidanceArrangement.SequentialCalls && !_model.TakesPairsOnly)
        {
            Arrangement = GuidanceArrangement.SequentialCalls;
            _pair?.Dispose();
            _pair = null;
            RunInTurn(sample);
        }
    }

    private void RunPair(UNetBinding pair, ReadOnlySpan<float> sample)
    {
        pair.WriteSample(0, sample);
        pair.WriteSample(1, sample);
        pair.Run(_timestep, _control);
        pair.ReadOutput(0, _unconditionalValues);
        pair.ReadOutput(1, _conditionalValues);
    }

    private void RunConcurrently(ReadOnlySpan<float> sample)
    {
        _unconditional!.WriteSample(0, sample);
        _half!.Start();
        try
        {
            Run(_conditional, sample, _conditionalValues);
        }
        finally
        {
            // The other half uses its buffers until then.
            _half.Finish();
        }

        _unconditional.ReadOutput(0, _unconditionalValues);
    }

    private void RunInTurn(ReadOnlySpan<float> sample)
    {
        if (_unconditional is null)
        {
            _unconditional = Bind(_network);
            _unconditional.WriteText(0, _told.Unconditional, _told.GuidanceScale);
        }

        Run(_conditional, sample, _conditionalValues);
        Run(_unconditional, sample, _unconditionalValues);
    }

    private void Run(UNetBinding binding, ReadOnlySpan<float> sample, float[] prediction)
    {
        binding.WriteSample(0, sample);
        binding.Run(_timestep, _control);
        binding.ReadOutput(0, prediction);
    }
}
