namespace DiffusionCourse.Models;

/// <summary>Settings to start from with a model of the catalogue.</summary>
public sealed record ModelDefaults
{
    /// <summary>Inference steps. Default 20.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>The guidance scale. Default 7.5.</summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>The scheduler's name. Default dpm++2m.</summary>
    public string Scheduler { get; init; } = "dpm++2m";

    /// <summary>Width and height in pixels that it was trained on. Default 512.</summary>
    public int Size { get; init; } = 512;
}
