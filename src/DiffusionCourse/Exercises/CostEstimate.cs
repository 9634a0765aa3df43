namespace DiffusionCourse.Exercises;

/// <summary>What drawing a picture is estimated to cost.</summary>
/// <param name="Evaluations">Evaluations of the UNet.</param>
/// <param name="TFlop">Floating-point operations of everything, in units of 1e12; a multiply-accumulate is two.</param>
/// <param name="Seconds">The time on the machine in question.</param>
public sealed record CostEstimate(int Evaluations, double TFlop, double Seconds);
