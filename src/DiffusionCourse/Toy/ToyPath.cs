namespace DiffusionCourse.Toy;

/// <summary>
/// The places that a sampler visits, in units in which the picture is not scaled down: x over the square root of alpha-bar.
/// </summary>
/// <param name="Name">The sampler, with its steps.</param>
/// <param name="Points">The places, the starting one first.</param>
/// <param name="Sigma">
/// The noise at the starting place for each unit of picture, the square root of (1 - alpha-bar) / alpha-bar: the exact curve begins there.
/// </param>
public sealed record ToyPath(string Name, IReadOnlyList<(double X, double Y)> Points, double Sigma);
