namespace DiffusionCourse.Cost;

/// <summary>One part of drawing a picture and how long it takes.</summary>
/// <param name="Name">The part, such as "UNet, a step".</param>
/// <param name="CallsAPicture">How often it happens for one picture.</param>
/// <param name="First">Its time in the first picture after loading, which no later one pays again.</param>
/// <param name="Warm">Its times after that.</param>
public sealed record LatencyPart(string Name, int CallsAPicture, TimeSpan First, Percentiles Warm);
