using DiffusionCourse.Noise;

namespace DiffusionCourse.Tests.Golden;

/// <summary>The noise of the recordings: n_i = cos(0.9 i + 1.3 step); counts its draws.</summary>
internal sealed class FixedNoise : INoiseSource
{
    public int Step { get; set; }

    public int Draws { get; private set; }

    public void Fill(Span<float> destination)
    {
        Draws++;
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (float)Math.Cos(0.9 * i + 1.3 * Step);
        }
    }

    public void Fill(Span<double> destination)
    {
        Draws++;
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = Math.Cos(0.9 * i + 1.3 * Step);
        }
    }
}
