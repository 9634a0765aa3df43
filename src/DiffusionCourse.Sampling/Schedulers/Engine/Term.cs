namespace DiffusionCourse.Schedulers.Engine;

/// <summary>One scaled symbol.</summary>
internal readonly record struct Term(Symbol Symbol, double Factor);
