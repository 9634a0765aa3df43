namespace DiffusionCourse.Exercises;

/// <summary>A typical wrong answer: what it would give, and what to tell whoever gave it.</summary>
internal sealed record Mistake(double[] Values, string Advice)
{
    public static Mistake Of(double value, string advice) => new([value], advice);
}
