using System.Numerics;
using DiffusionCourse.Numerics;
using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// What the samplers of flow matching share: the sample is (1 - sigma) x_0 + sigma epsilon, a straight path from data to noise, and the
/// model predicts the velocity dx / dsigma = epsilon - x_0 on it: Lipman et al. 2022 (arXiv:2210.02747), eq. 20 to 23 with time
/// reversed; Liu et al. 2022 (arXiv:2209.03003), eq. 1. The model is given T sigma as its time.
/// </summary>
/// <remarks>Of the noise schedule only the number of training timesteps T is used: a straight path has no variances.</remarks>
public abstract record FlowMatchScheduler : Scheduler
{
    private protected FlowMatchScheduler() => PredictionType = PredictionType.FlowPrediction;

    /// <summary>How noise levels are shifted. Default none.</summary>
    public FlowShift Shift { get; init; } = FlowShift.None;

    /// <summary>The level of each training timestep, the noisiest first: (T, .., 2, 1) / T, shifted by a constant shift.</summary>
    public IReadOnlyList<double> TrainSigmas => [.. Enumerable.Range(0, TrainTimesteps).Select(i => TrainSigma(TrainTimesteps - i))];

    private protected override bool FollowsStraightPaths => true;

    /// <summary>A clean sample noised to the level of a timestep: (1 - sigma) x_0 + sigma epsilon with sigma = timestep / T.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="original">x_0.</param>
    /// <param name="noise">epsilon, standard normal.</param>
    /// <param name="timestep">The timestep, 0 to T; shifted already, as those of a run are.</param>
    /// <param name="destination">Receives the noised sample; may be one of the others.</param>
    /// <exception cref="ArgumentException">The buffers differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timestep is not in [0, T].</exception>
    public void ScaleNoise<T>(ReadOnlySpan<T> original, ReadOnlySpan<T> noise, double timestep, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(timestep >= 0 && timestep <= TrainTimesteps))
        {
            throw new ArgumentOutOfRangeException(
                nameof(timestep), timestep, $"The timesteps of a straight path are 0 to {TrainTimesteps}.");
        }

        if (original.Length != noise.Length || original.Length != destination.Length)
        {
            throw new ArgumentException(
                $"The buffers must be of equal length; got {original.Length}, {noise.Length} and {destination.Length}.",
                nameof(destination));
        }

        var sigma = timestep / TrainTimesteps;
        LinearKernel.Combine(original, T.CreateChecked(1 - sigma), noise, T.CreateChecked(sigma), destination);
    }

    /// <summary>
    /// The run's levels before the shift, evenly from the first to the last training level. As in diffusers those are shifted already
    /// where the shift is constant, so that the low end is shifted twice (shift 3 over 1000 steps ends at 0.0089, not 0.0030).
    /// </summary>
    private protected double[] EvenSigmas(int steps) => Array.ConvertAll(
        Grid.Linspace(TrainSigma(TrainTimesteps) * TrainTimesteps, TrainSigma(1) * TrainTimesteps, steps),
        timestep => timestep / TrainTimesteps);

    /// <summary>A call at a level; what it does to the sample is still to be said.</summary>
    private protected SolverCall At(double timestep, double sigma) => At(timestep, NoiseLevel.OfStraightPath(sigma)) with { Sigma = sigma };

    private double TrainSigma(int timestep)
    {
        var sigma = (double)timestep / TrainTimesteps;
        return Shift.Dynamic ? sigma : Shift.Apply(sigma);
    }
}
