namespace DiffusionCourse.Schedulers.Engine;

/// <summary>
/// Factors of one exponential-integrator step: of the sample, the prediction's value, its slope (by midpoint, or integrated),
/// its bend, and noise.
/// </summary>
internal readonly record struct SolverWeights(double Sample, double Value, double MidpointSlope, double Slope, double Bend, double Noise);
