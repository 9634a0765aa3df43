namespace DiffusionCourse.Schedulers;

/// <summary>One term of an <see cref="Equation"/>.</summary>
/// <param name="Factor">The number, not zero.</param>
/// <param name="Symbol">What it scales: "x", "x0", "eps", "m[-1]" and so on.</param>
public readonly record struct EquationTerm(double Factor, string Symbol);
