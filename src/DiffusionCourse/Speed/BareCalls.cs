using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Speed;

/// <summary>
/// The floor: the ONNX Runtime calls of a guided picture and nothing else, with inputs and outputs bound once. Inputs stay
/// what they are; the time of the calls does not depend on the values.
/// </summary>
internal sealed class BareCalls : IDisposable
{
    private readonly InferenceSession _unet;
    private readonly InferenceSession _vae;
    private readonly RunOptions _options = new();
    private readonly List<IDisposable> _owned = [];
    private readonly OrtIoBinding _first;
    private readonly OrtIoBinding _decode;
    private readonly OrtIoBinding? _second;
    private readonly ConcurrentHalf? _half;

    /// <summary>Binds the calls of one arrangement to sessions, which are then owned.</summary>
    /// <param name="name">The arrangement, for the reader.</param>
    /// <param name="unet">The UNet's session.</param>
    /// <param name="vae">The VAE decoder's session.</param>
    /// <param name="arrangement">How the two evaluations of a step are run.</param>
    public BareCalls(string name, InferenceSession unet, InferenceSession vae, GuidanceArrangement arrangement)
    {
        Name = name;
        _unet = Own(unet);
        _vae = Own(vae);
        var sample = _unet.InputMetadata["sample"].Dimensions;
        int side = Fixed(sample[2], 16);
        int channels = Fixed(sample[1], 4);
        _first = BindUNet(arrangement == GuidanceArrangement.BatchOfTwo ? 2 : 1, channels, side);
        _second = arrangement == GuidanceArrangement.BatchOfTwo ? null : BindUNet(1, channels, side);
        _half = arrangement == GuidanceArrangement.ConcurrentCalls ? new ConcurrentHalf(() => _unet.RunWithBinding(_options, _second!)) : null;
        _decode = BindVae(channels, side);
    }

    public string Name { get; }

    /// <summary>Opens the sessions that the pipeline would open, side by side.</summary>
    public static BareCalls Open(ModelFolder model, GuidanceArrangement arrangement)
    {
        var cpu = InferenceDevice.Choose("cpu");
        int cores = Environment.ProcessorCount;
        var vae = Task.Run(() => OptimisedGraphs.OfUser.Open(model.VaeDecoder, cpu, cores));
        return new(arrangement.ToString(), OptimisedGraphs.OfUser.Open(model.UNet, cpu, ArrangementChoice.Threads(arrangement, cores)), vae.Result, arrangement);
    }

    /// <summary>The text encoder's calls, on ids that fill the context.</summary>
    public static void Encode(InferenceSession session, int times)
    {
        using var options = new RunOptions();
        var ids = session.InputMetadata[session.InputNames[0]];
        int context = Fixed(ids.Dimensions[1], 24);
        using var input = ids.ElementType == typeof(int) ? OrtValue.CreateTensorValueFromMemory(new int[context], [1, context]) : OrtValue.CreateTensorValueFromMemory(new long[context], [1, context]);
        for (int time = 0; time < times; time++)
        {
            session.Run(options, [session.InputNames[0]], [input], [session.OutputNames[0]]).Dispose();
        }
    }

    public void Picture(int steps)
    {
        Steps(steps);
        _vae.RunWithBinding(_options, _decode);
    }

    public void Steps(int steps)
    {
        for (int step = 0; step < steps; step++)
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

    private OrtIoBinding BindUNet(int batch, int channels, int side)
    {
        var text = _unet.InputMetadata["encoder_hidden_states"].Dimensions;
        var binding = Own(_unet.CreateIoBinding());
        binding.BindInput("sample", Tensor(batch, channels, side, side));
        binding.BindInput("timestep", Own(OrtValue.CreateTensorValueFromMemory(new long[] { 500 }, [1])));
        binding.BindInput("encoder_hidden_states", Tensor(batch, Fixed(text[1], 24), Fixed(text[2], 128)));
        binding.BindOutput(_unet.OutputNames[0], Tensor(batch, channels, side, side));
        return binding;
    }

    private OrtIoBinding BindVae(int channels, int side)
    {
        using var output = _vae.Run(_options, [_vae.InputNames[0]], [Tensor(1, channels, side, side)], [_vae.OutputNames[0]]);
        var binding = Own(_vae.CreateIoBinding());
        binding.BindInput(_vae.InputNames[0], Tensor(1, channels, side, side));
        binding.BindOutput(_vae.OutputNames[0], Tensor(output[0].GetTensorTypeAndShape().Shape));
        return binding;
    }

    private OrtValue Tensor(params long[] shape)
    {
        var random = new Random(1);
        var values = GC.AllocateArray<float>((int)shape.Aggregate(1L, (product, size) => product * size), pinned: true);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(random.NextDouble() - 0.5);
        }

        return Own(OrtValue.CreateTensorValueFromMemory(values, shape));
    }

    private static int Fixed(int dimension, int otherwise) => dimension > 0 ? dimension : otherwise;

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
