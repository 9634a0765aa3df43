namespace DiffusionCourse.Guidance;

/// <summary>Where in a run guidance is asked for.</summary>
/// <param name="Index">The model call, from 0.</param>
/// <param name="Count">Model calls in the run.</param>
/// <param name="Timestep">What the model is given as its time, in training timesteps.</param>
/// <param name="Sigma">The noise level: noise for each unit of signal, on straight paths the share of noise (0 to 1); falling
/// towards 0.</param>
public readonly record struct GuidanceStep(int Index, int Count, double Timestep, double Sigma)
{
    /// <summary>Share of the run that is done: 0 at the first call, 1 at the last.</summary>
    public double Progress => Count > 1 ? (double)Index / (Count - 1) : 0;
}
