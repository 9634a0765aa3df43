namespace DiffusionCourse.Charts;

/// <summary>Values along an axis, drawn in one colour, dash and marker.</summary>
public sealed record Series
{
    /// <summary>Makes a series.</summary>
    /// <param name="name">Its name in the legend and in the table.</param>
    /// <param name="x">Positions along the horizontal axis.</param>
    /// <param name="y">The values, as many as positions. What is not a number is left out of the drawing.</param>
    /// <exception cref="ArgumentException">The name is empty, there are no values, or not as many as positions.</exception>
    public Series(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count == 0 || x.Count != y.Count)
        {
            throw new ArgumentException(
                $"Series \"{name}\" has {x.Count} positions and {y.Count} values. It needs as many of both, and at least one.", nameof(y));
        }

        Name = name;
        X = x;
        Y = y;
    }

    /// <summary>Its name in the legend and in the table.</summary>
    public string Name { get; }

    /// <summary>Positions along the horizontal axis.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>How the values are drawn; a line by default.</summary>
    public SeriesStyle Style { get; init; }
}
