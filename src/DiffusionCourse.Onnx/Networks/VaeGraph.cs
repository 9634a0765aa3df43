using DiffusionCourse.Models;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>What decoder and encoder of a VAE share: how many pixels a latent stands for, and running on one tensor.</summary>
internal static class VaeGraph
{
    // Stable Diffusion's, where neither graph nor config.json says.
    private const int SmallestProbe = 1;

    /// <summary>Runs a graph of one input and one output.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ModelException">The graph failed.</exception>
    /// <exception cref="DeviceMemoryException">Memory did not suffice.</exception>
    public static void Run(
        Network network, TensorSignature input, TensorBuffer given, TensorSignature output, TensorBuffer result,
        CancellationToken cancellation)
    {
        using var control = new RunControl(cancellation);
        network.GiveMemoryBack(control);
        using var run = network.Bind([(input, given)], output, result);
        run.Run(control);
    }

    /// <summary>Pixels a latent along each side of a decoder: from its fixed sizes, else from running it on one latent.</summary>
    public static int MeasureFactor(Network network, TensorSignature latents, TensorSignature sample, int channels, string expected)
    {
        if (latents.Fixed(2) is { } side && sample.Fixed(2) is { } pixels)
        {
            return pixels >= side && pixels % side == 0
                ? pixels / side
                : throw network.Misfit($"{expected}; a whole number of pixels a latent, not {pixels} for {side}");
        }

        int height = latents.Fixed(2) ?? SmallestProbe, width = latents.Fixed(3) ?? SmallestProbe;
        using var input = TensorBuffer.Create(latents, 1, channels, height, width);
        using var control = new RunControl();
        try
        {
            var factor = (int)(network.Run([(latents, input)], sample, control).Shape[2] / height);
            return factor > 0 ? factor : throw network.Misfit($"{expected}; at least one pixel a latent");
        }
        catch (Exception error) when (
            error is ModelException or DeviceMemoryException && error.InnerException is OnnxRuntimeException)
        {
            var cause = (OnnxRuntimeException)error.InnerException!;
            throw network.Misfit(
                $"{expected}. It failed on latents of {channels} x {height} x {width} ({RuntimeMessage.Of(cause)})", cause);
        }
    }
}
