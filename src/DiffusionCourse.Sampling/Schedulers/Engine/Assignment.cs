namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Symbol = value: one line of what a model call does.</summary>
internal readonly record struct Assignment(Symbol Symbol, Combination Value);
