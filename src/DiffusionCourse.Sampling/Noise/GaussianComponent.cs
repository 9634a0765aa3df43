namespace DiffusionCourse.Noise;

/// <summary>One round Gaussian of a <see cref="ToyDistribution"/>.</summary>
/// <param name="X">First coordinate of its mean.</param>
/// <param name="Y">Second coordinate of its mean.</param>
/// <param name="Deviation">Standard deviation in every direction, above 0.</param>
/// <param name="Label">The class that it belongs to, from 0.</param>
/// <param name="Weight">Its share of all samples before normalisation, above 0. Default 1.</param>
public readonly record struct GaussianComponent(double X, double Y, double Deviation, int Label, double Weight = 1);
