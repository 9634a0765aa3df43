namespace DiffusionCourse.Cli.Diagnosis;

/// <summary>One thing that the doctor looked for.</summary>
internal sealed record Finding(FindingState State, string What, string Found, string? Remedy = null);
