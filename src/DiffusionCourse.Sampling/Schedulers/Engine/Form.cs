namespace DiffusionCourse.Schedulers.Engine;

/// <summary>A quantity as sample * Sample + model output * Output.</summary>
internal readonly record struct Form(double Sample, double Output);
