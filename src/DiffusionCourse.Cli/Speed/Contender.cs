namespace DiffusionCourse.Speed;

/// <summary>Something to be timed beside others.</summary>
/// <param name="Name">What it is, for the reader.</param>
/// <param name="Run">One run of it.</param>
internal sealed record Contender(string Name, Action Run);
