namespace DiffusionCourse.Charts;

/// <summary>An axis of a figure.</summary>
/// <param name="Title">What runs along it.</param>
/// <param name="Unit">The unit of its numbers; null for none.</param>
public sealed record Axis(string Title, string? Unit = null)
{
    /// <summary>Whether equal distances are equal factors. Values of 0 and below are then left out of the drawing.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Where the axis begins; null leaves it to the data.</summary>
    public double? Minimum { get; init; }

    /// <summary>Where the axis ends; null leaves it to the data.</summary>
    public double? Maximum { get; init; }

    /// <summary>The title with its unit.</summary>
    public string Label => Unit is null ? Title : $"{Title} ({Unit})";

    /// <summary>An axis with a title and nothing else.</summary>
    /// <param name="title">What runs along it.</param>
    public static implicit operator Axis(string title) => FromString(title);

    /// <summary>An axis with a title and nothing else.</summary>
    /// <param name="title">What runs along it.</param>
    public static Axis FromString(string title) => new(title);
}
