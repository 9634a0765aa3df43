using System.Numerics.Tensors;
using DiffusionCourse.Imaging;
using DiffusionCourse.Models;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>The VAE decoder: latents to a picture.</summary>
internal sealed class VaeDecoderModel : IDisposable
{
    // What diffusers takes where config.json states nothing: Stable Diffusion v1's value.
    private const double StableDiffusionScalingFactor = 0.18215;
    private readonly OnnxGraph _graph;
    private readonly TensorSignature _latents;
    private readonly TensorSignature _sample;

    public VaeDecoderModel(OnnxGraph graph, ComponentConfig? config, int channels)
    {
        _graph = graph;
        _latents = graph.Input("latent_sample", "latent", "z");
        _sample = graph.Output(["sample"], rank: 4);
        if (graph.Inputs.Count > 1 || _latents.Rank != 4 || !_latents.IsFloatingPoint || (_latents.Fixed(1) ?? channels) != channels)
        {
            throw graph.Misfit($"latent_sample float[batch,{channels},height,width] and no other input");
        }

        Channels = channels;
        ScalingFactor = config?.Factor("scaling_factor") ?? StableDiffusionScalingFactor;
        ShiftFactor = config?.Real("shift_factor") ?? 0;
        Factor = config?.Count("block_out_channels") is { } blocks ? 1 << (blocks - 1) : MeasureFactor();
    }

    /// <summary>Latent channels.</summary>
    public int Channels { get; }

    /// <summary>Pixels a latent along each side: 8 for Stable Diffusion.</summary>
    public int Factor { get; }

    /// <summary>Latents are divided by this before decoding.</summary>
    public double ScalingFactor { get; }

    /// <summary>Added after the division; 0 for Stable Diffusion.</summary>
    public double ShiftFactor { get; }

    /// <summary>Decodes one picture's latents.</summary>
    /// <param name="latents">channels x height x width, as the scheduler leaves them.</param>
    /// <param name="height">Latent height.</param>
    /// <param name="width">Latent width.</param>
    /// <param name="cancellation">Stops inside the native call.</param>
    public RgbImage Decode(ReadOnlySpan<float> latents, int height, int width, CancellationToken cancellation)
    {
        using var input = TensorBuffer.Create(_latents, 1, Channels, height, width);
        var scaled = new float[latents.Length];
        TensorPrimitives.Divide(latents, (float)ScalingFactor, scaled);
        if (ShiftFactor != 0)
        {
            TensorPrimitives.Add(scaled, (float)ShiftFactor, scaled);
        }

        input.Write(scaled);
        using var output = TensorBuffer.Create(_sample, 1, 3, (long)height * Factor, (long)width * Factor);
        Run(input, output, cancellation);
        return ToImage(output, height * Factor, width * Factor);
    }

    public void Dispose() => _graph.Dispose();

    private void Run(TensorBuffer input, TensorBuffer output, CancellationToken cancellation)
    {
        using var options = new RunOptions();
        using var stop = cancellation.Register(() => options.Terminate = true);
        try
        {
            using var run = new BoundRun(_graph, [(_latents, input)], _sample, output);
            run.Run(options);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelException($"'{_graph.FilePath}' failed ({error.Message.ReplaceLineEndings(" ").Trim()}).", error);
        }
    }

    private static RgbImage ToImage(TensorBuffer output, int height, int width)
    {
        if (!output.IsFloat)
        {
            var floats = new float[output.Length];
            output.Read(floats);
            return ToImage(floats, height, width);
        }

        return ToImage(output.Floats, height, width);
    }

    private static RgbImage ToImage(ReadOnlySpan<float> chw, int height, int width)
        => TensorPrimitives.IsFiniteAll(chw) ? RgbImage.FromModelOutput(chw, width, height)
        : throw new ModelException("The VAE decoder gave pixels that are not finite, which would show as black. A float16 VAE overflows on some pictures: use the float32 export of vae_decoder.");

    // An export without config.json says its factor only by running.
    private int MeasureFactor()
    {
        int side = _latents.Fixed(2) ?? 8;
        using var input = TensorBuffer.Create(_latents, 1, Channels, side, _latents.Fixed(3) ?? side);
        using var options = new RunOptions();
        using var outputs = _graph.Session.Run(options, new Dictionary<string, OrtValue> { [_latents.Name] = input.Value }, [_sample.Name]);
        return (int)(outputs[0].GetTensorTypeAndShape().Shape[2] / side);
    }
}
