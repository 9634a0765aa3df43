namespace DiffusionCourse.Toy;

/// <summary>One map of a <see cref="ToyPanels"/>: where particles go, for each position of the slider.</summary>
/// <param name="Name">Stands above the map.</param>
/// <param name="Runs">
/// For each position of the slider the samples that a run saw, the first one first; each holds the particles as x, y, x, y, ... A run
/// of one sample is drawn as dots, a longer one as leaps.
/// </param>
public sealed record ToyPanel(string Name, params IReadOnlyList<IReadOnlyList<double[]>> Runs)
{
    /// <summary>The samples of the exact ways, drawn behind the leaps at every position; null for none.</summary>
    public IReadOnlyList<double[]>? Exact { get; init; }
}
