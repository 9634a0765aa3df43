using System.Numerics;
using DiffusionCourse.Numerics;

namespace DiffusionCourse.Noise;

/// <summary>
/// The forward process of a schedule and the relations between what a model may predict. All methods work element by element
/// on buffers of equal length, allocate nothing, and may write to one of their inputs.
/// </summary>
/// <remarks>
/// With a = alphas cumprod at t: x_t = sqrt(a) x_0 + sqrt(1 - a) epsilon (Ho et al. 2020, arXiv:2006.11239, eq. 4) and
/// v = sqrt(a) epsilon - sqrt(1 - a) x_0 (Salimans and Ho 2022, arXiv:2202.00512, appendix D).
/// </remarks>
/// <param name="schedule">The noise schedule.</param>
public sealed class ForwardProcess(NoiseSchedule schedule)
{
    /// <summary>The noise schedule.</summary>
    public NoiseSchedule Schedule { get; } = schedule ?? throw new ArgumentNullException(nameof(schedule));

    /// <summary>sqrt(a): the factor on x_0 at a timestep.</summary>
    /// <param name="timestep">0 to T - 1.</param>
    public double SignalScale(int timestep) => Math.Sqrt(Signal(timestep));

    /// <summary>sqrt(1 - a): the factor on epsilon at a timestep.</summary>
    /// <param name="timestep">0 to T - 1.</param>
    public double NoiseScale(int timestep) => Math.Sqrt(1 - Signal(timestep));

    /// <summary>x_t from x_0 and epsilon.</summary>
    /// <param name="original">x_0.</param>
    /// <param name="noise">epsilon, standard normal.</param>
    /// <param name="timestep">t, 0 to T - 1.</param>
    /// <param name="destination">Receives x_t.</param>
    public void AddNoise<T>(ReadOnlySpan<T> original, ReadOnlySpan<T> noise, int timestep, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Combine(original, SignalScale(timestep), noise, NoiseScale(timestep), destination);

    /// <summary>x_t from x_{t-1} and fresh noise: one step of the chain, q(x_t | x_{t-1}), Ho et al. 2020, eq. 2.</summary>
    /// <param name="previous">x_{t-1}; x_0 at t = 0.</param>
    /// <param name="noise">Fresh standard normal noise.</param>
    /// <param name="timestep">t, 0 to T - 1.</param>
    /// <param name="destination">Receives x_t.</param>
    public void Transition<T>(ReadOnlySpan<T> previous, ReadOnlySpan<T> noise, int timestep, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Signal(timestep);
        var beta = Schedule.Betas[timestep];
        Combine(previous, Math.Sqrt(1 - beta), noise, Math.Sqrt(beta), destination);
    }

    /// <summary>v, what a velocity model is trained towards, from x_0 and epsilon.</summary>
    /// <param name="original">x_0.</param>
    /// <param name="noise">epsilon.</param>
    /// <param name="timestep">t, 0 to T - 1.</param>
    /// <param name="destination">Receives v.</param>
    public void Velocity<T>(ReadOnlySpan<T> original, ReadOnlySpan<T> noise, int timestep, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Combine(original, -NoiseScale(timestep), noise, SignalScale(timestep), destination);

    /// <summary>x_0 from x_t and epsilon. Undefined at zero signal.</summary>
    /// <param name="sample">x_t.</param>
    /// <param name="epsilon">The noise in it.</param>
    /// <param name="timestep">t, 0 to T - 1.</param>
    /// <param name="destination">Receives x_0.</param>
    /// <exception cref="InvalidOperationException">The schedule has no signal at this timestep.</exception>
    public void OriginalFromEpsilon<T>(ReadOnlySpan<T> sample, ReadOnlySpan<T> epsilon, int timestep, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = SignalScale(timestep);
        if (scale == 0)
        {
            throw new InvalidOperationException(
                $"At timestep {timestep} this schedule has no signal left, so epsilon does not give x_0; predict v or x_0 instead.");
        }

        Combine(sample, 1 / scale, epsilon, -NoiseScale(timestep) / scale, destination);
    }

    /// <summary>epsilon from x_t and x_0.</summary>
    /// <param name="sample">x_t.</param>
    /// <param name="original">x_0.</param>
    /// <param name="timestep">t, 0 to T - 1.</param>
    /// <param name="destination">Receives epsilon.</param>
    /// <exception cref="InvalidOperationException">The schedule adds no noise up to this timestep.</exception>
    public void EpsilonFromOriginal<T>(ReadOnlySpan<T> sample, ReadOnlySpan<T> original, int timestep, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = NoiseScale(timestep);
        if (scale == 0)
        {
            throw new InvalidOperationException(
                $"At timestep {timestep} this schedule has added no noise yet, so x_0 does not give epsilon. Take a later timestep.");
        }

        Combine(sample, 1 / scale, original, -SignalScale(timestep) / scale, destination);
    }

    /// <summary>x_0 = sqrt(a) x_t - sqrt(1 - a) v.</summary>
    /// <param name="sample">x_t.</param>
    /// <param name="velocity">v.</param>
    /// <param name="timestep">t, 0 to T - 1.</param>
    /// <param name="destination">Receives x_0.</param>
    public void OriginalFromVelocity<T>(ReadOnlySpan<T> sample, ReadOnlySpan<T> velocity, int timestep, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Combine(sample, SignalScale(timestep), velocity, -NoiseScale(timestep), destination);

    /// <summary>epsilon = sqrt(1 - a) x_t + sqrt(a) v.</summary>
    /// <param name="sample">x_t.</param>
    /// <param name="velocity">v.</param>
    /// <param name="timestep">t, 0 to T - 1.</param>
    /// <param name="destination">Receives epsilon.</param>
    public void EpsilonFromVelocity<T>(ReadOnlySpan<T> sample, ReadOnlySpan<T> velocity, int timestep, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Combine(sample, NoiseScale(timestep), velocity, SignalScale(timestep), destination);

    private double Signal(int timestep) => timestep >= 0 && timestep < Schedule.Length
        ? Schedule.AlphasCumprod[timestep]
        : throw new ArgumentOutOfRangeException(nameof(timestep), timestep, $"The schedule's timesteps are 0 to {Schedule.Length - 1}.");

    private static void Combine<T>(ReadOnlySpan<T> a, double scaleA, ReadOnlySpan<T> b, double scaleB, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Length != b.Length || a.Length != destination.Length)
        {
            throw new ArgumentException(
                $"The buffers must be of equal length; got {a.Length}, {b.Length} and {destination.Length}.", nameof(destination));
        }

        LinearKernel.Combine(a, T.CreateChecked(scaleA), b, T.CreateChecked(scaleB), destination);
    }
}
