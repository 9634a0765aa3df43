using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Benchmarks;

/// <summary>
/// The floor: the ONNX Runtime calls of a guided picture and nothing else. Inputs stay what they are; the time of the
/// calls does not depend on the values.
/// </summary>
internal sealed class BareCalls : IDisposable
{
    private readonly InferenceSession _unet;
    private readonly InferenceSession _vae;
    private readonly RunOptions _options = new();
    private readonly List<IDisposable> _owned = [];
    private readonly OrtIoBinding _first;
    private readonly OrtIoBinding? _second;
    private readonly OrtIoBinding _decode;
    private readonly Barrier? _barrier;
    private readonly Thread? _half;
    private volatile bool _stopping;

    private BareCalls(string name, string model, int unetThreads, int batch, bool concurrent)
    {
        Name = name;
        _unet = Own(Session(Path.Combine(model, "unet", "model.onnx"), unetThreads));
        _vae = Own(Session(Path.Combine(model, "vae_decoder", "model.onnx"), Environment.ProcessorCount));
        var sample = _unet.InputMetadata["sample"].Dimensions;
        var text = _unet.InputMetadata["encoder_hidden_states"].Dimensions;
        int side = Fixed(sample[2], 16);
        _first = BindUNet(batch, Fixed(sample[1], 4), side, Fixed(text[1], 24), Fixed(text[2], 128));
        _decode = BindVae(Fixed(sample[1], 4), side);
        if (concurrent)
        {
            _second = BindUNet(batch, Fixed(sample[1], 4), side, Fixed(text[1], 24), Fixed(text[2], 128));
            _barrier = Own(new Barrier(2));
            _half = new Thread(Half) { IsBackground = true };
            _half.Start();
        }
    }

    public string Name { get; }

    public static BareCalls[] Arrangements(string model) =>
    [
        new("batch of two, all threads", model, Environment.ProcessorCount, batch: 2, concurrent: false),
        new("two concurrent calls, half of the threads each", model, Math.Max(1, Environment.ProcessorCount / 2), batch: 1, concurrent: true),
    ];

    public void Picture(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            _barrier?.SignalAndWait();
            _unet.RunWithBinding(_options, _first);
            _barrier?.SignalAndWait();
        }

        _vae.RunWithBinding(_options, _decode);
    }

    public void Dispose()
    {
        _stopping = true;
        _barrier?.SignalAndWait();
        _half?.Join();
        _options.Dispose();
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            owned.Dispose();
        }
    }

    private void Half()
    {
        while (true)
        {
            _barrier!.SignalAndWait();
            if (_stopping)
            {
                return;
            }

            _unet.RunWithBinding(_options, _second!);
            _barrier.SignalAndWait();
        }
    }

    private static InferenceSession Session(string path, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        return new InferenceSession(path, options);
    }

    private OrtIoBinding BindUNet(int batch, int channels, int side, int context, int width)
    {
        var binding = Own(_unet.CreateIoBinding());
        binding.BindInput("sample", Tensor(batch, channels, side, side));
        binding.BindInput("timestep", Own(OrtValue.CreateTensorValueFromMemory(new long[] { 500 }, [1])));
        binding.BindInput("encoder_hidden_states", Tensor(batch, context, width));
        binding.BindOutput(_unet.OutputNames[0], Tensor(batch, channels, side, side));
        return binding;
    }

    private OrtIoBinding BindVae(int channels, int side)
    {
        using var output = _vae.Run(_options, [_vae.InputNames[0]], [Tensor(1, channels, side, side)], [_vae.OutputNames[0]]);
        var shape = output[0].GetTensorTypeAndShape().Shape;
        var binding = Own(_vae.CreateIoBinding());
        binding.BindInput(_vae.InputNames[0], Tensor(1, channels, side, side));
        binding.BindOutput(_vae.OutputNames[0], Tensor(shape));
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
