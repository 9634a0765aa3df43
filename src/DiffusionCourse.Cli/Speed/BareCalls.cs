using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Speed;

/// <summary>
/// The floor: the ONNX Runtime calls of a guided picture and nothing else, with inputs and outputs bound once. Inputs stay
/// what they are; the time of the calls does not depend on the values.
/// </summary>
internal sealed class BareCalls : IDisposable
{
    private readonly InferenceSession _unet;
    private readonly InferenceSession _vae;
    private readonly int _side;
    private readonly RunOptions _options = new();
    private readonly List<IDisposable> _owned = [];
    private readonly OrtIoBinding _first;
    private OrtIoBinding? _decode;
    private readonly OrtIoBinding? _second;
    private readonly ConcurrentHalf? _half;

    /// <summary>Binds the calls of one arrangement to sessions, which are then owned.</summary>
    /// <param name="name">The arrangement, for the reader.</param>
    /// <param name="unet">The UNet's session.</param>
    /// <param name="vae">The VAE decoder's session.</param>
    /// <param name="arrangement">How the two evaluations of a step are run.</param>
    /// <param name="side">Latents along each side, where the graph leaves them free.</param>
    public BareCalls(string name, InferenceSession unet, InferenceSession vae, GuidanceArrangement arrangement, int side)
    {
        Name = name;
        _side = side;
        _unet = Own(unet);
        _vae = Own(vae);
        // A graph whose batch is fixed runs as it can: in two calls, or always in one.
        var batch = Fixed(Sample.Dimensions[0], arrangement == GuidanceArrangement.BatchOfTwo ? 2 : 1);
        _first = BindUNet(batch);
        _second = batch == 2 ? null : BindUNet(1);
        _half = _second is not null && arrangement == GuidanceArrangement.ConcurrentCalls
            ? new ConcurrentHalf(() => _unet.RunWithBinding(_options, _second))
            : null;
    }

    public string Name { get; }

    /// <summary>Opens the sessions that the pipeline would open, side by side.</summary>
    public static BareCalls Open(ModelFolder model, GuidanceArrangement arrangement)
    {
        var cpu = InferenceDevice.Choose(DeviceChoice.Cpu);
        var cores = Environment.ProcessorCount;
        var vae = Task.Run(() => OptimisedGraphs.OfUser.Open(model.VaeDecoder, cpu, cores));
        return new(
            arrangement.ToString(), OptimisedGraphs.OfUser.Open(model.UNet, cpu, ArrangementChoice.Threads(arrangement, cores)), vae.Result,
            arrangement, SideOf(model));
    }

    /// <summary>Latents along each side of the pictures that a model was trained on.</summary>
    public static int SideOf(ModelFolder model) => model.Config("unet")?.Side("sample_size") ?? 64;

    /// <summary>The text encoder's calls, on ids that fill the context.</summary>
    public static void Encode(InferenceSession session, int times)
    {
        using var options = new RunOptions();
        var ids = session.InputMetadata[session.InputNames[0]];
        var context = Fixed(ids.Dimensions[1], 24);
        using var input = ids.ElementType == typeof(int)
            ? OrtValue.CreateTensorValueFromMemory(new int[context], [1, context])
            : OrtValue.CreateTensorValueFromMemory(new long[context], [1, context]);
        for (var time = 0; time < times; time++)
        {
            session.Run(options, [session.InputNames[0]], [input], [session.OutputNames[0]]).Dispose();
        }
    }

    /// <summary>The steps and the decode; the first decode finds the size of the picture, for the others to be bound to.</summary>
    public void Picture(int steps)
    {
        Steps(steps);
        if (_decode is null)
        {
            _decode = DecodeAndBind();
        }
        else
        {
            _vae.RunWithBinding(_options, _decode);
        }
    }

    public void Steps(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Step();
        }
    }

    public void Dispose()
    {
        _half?.Dispose();
        _options.Dispose();
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            owned.Dispose();
        }
    }

    private void Step()
    {
        _half?.Start();
        _unet.RunWithBinding(_options, _first);
        if (_half is not null)
        {
            _half.Finish();
        }
        else if (_second is not null)
        {
            _unet.RunWithBinding(_options, _second);
        }
    }

    // The sample has four dimensions, the text three, the timestep at most one; an embedded guidance scale has two.
    private OrtIoBinding BindUNet(int batch)
    {
        var binding = Own(_unet.CreateIoBinding());
        foreach (var (name, input) in _unet.InputMetadata)
        {
            binding.BindInput(name, input.Dimensions.Length switch
            {
                4 => Tensor(input, SampleShape(batch)),
                3 => Tensor(input, batch, Fixed(input.Dimensions[1], 77), Fixed(input.Dimensions[2], 768)),
                2 => Tensor(input, batch, Fixed(input.Dimensions[1], 256)),
                1 => Tensor(
                    input,
                    Fixed(
                        input.Dimensions[0],
                        input.SymbolicDimensions[0] is { Length: > 0 } name0 && name0 == Sample.SymbolicDimensions[0] ? batch : 1)),
                _ => Tensor(input),
            });
        }

        var output = _unet.OutputNames[0];
        binding.BindOutput(output, Tensor(_unet.OutputMetadata[output], SampleShape(batch)));
        return binding;
    }

    private NodeMetadata Sample => _unet.InputMetadata.Values.First(input => input.Dimensions.Length == 4);

    private long[] SampleShape(int batch)
        => [batch, Fixed(Sample.Dimensions[1], 4), Fixed(Sample.Dimensions[2], _side), Fixed(Sample.Dimensions[3], _side)];

    private OrtIoBinding DecodeAndBind()
    {
        var name = _vae.InputNames[0];
        var input = Tensor(_vae.InputMetadata[name], SampleShape(1));
        using var output = _vae.Run(_options, [name], [input], [_vae.OutputNames[0]]);
        var binding = Own(_vae.CreateIoBinding());
        binding.BindInput(name, input);
        binding.BindOutput(_vae.OutputNames[0], Tensor(_vae.OutputMetadata[_vae.OutputNames[0]], output[0].GetTensorTypeAndShape().Shape));
        return binding;
    }

    private OrtValue Tensor(NodeMetadata metadata, params long[] shape)
    {
        var buffer = Own(TensorBuffer.Create(new TensorSignature("tensor", metadata.ElementDataType, [], []), shape));
        if (metadata.ElementDataType is TensorElementType.Int64 or TensorElementType.Int32 || shape.Length < 2)
        {
            buffer.Fill(500);
        }
        else
        {
            var random = new Random(1);
            buffer.Write([.. Enumerable.Range(0, buffer.Length).Select(_ => (float)(random.NextDouble() - 0.5))]);
        }

        return buffer.Value;
    }

    private static int Fixed(int dimension, int otherwise) => dimension > 0 ? dimension : otherwise;

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
