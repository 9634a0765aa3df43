using DiffusionCourse.Display;

namespace DiffusionCourse.Exercises;

/// <summary>Judges an answer that is an array of numbers.</summary>
internal static class VectorJudge
{
    public static Verdict Judge(double[]? found, double[] expected, Given given, IEnumerable<Mistake> mistakes)
    {
        var wanted = Closeness.Text(expected);
        if (found is null)
        {
            return new(false, wanted, "null", "The answer is null: return an array.");
        }

        if (given.WasChanged)
        {
            return new(
                false, wanted, Closeness.Text(found),
                "Your code changed the arrays that it was given. Others still need them: write the result into a new array.");
        }

        string[] suspicions =
            [.. mistakes.Where(mistake => Closeness.Agree(mistake.Values, found)).Select(mistake => mistake.Advice).Distinct()];
        if (found.Length != expected.Length)
        {
            return new(false, wanted, Closeness.Text(found), suspicions)
            {
                Otherwise = Invariant($"The answer has {found.Length} values, {expected.Length} were expected."),
            };
        }

        var at = Closeness.FirstDifference(found, expected);
        if (at < 0)
        {
            return new(true, wanted, Closeness.Text(found), suspicions);
        }

        var broken = Array.FindIndex(found, value => !double.IsFinite(value));
        return new(false, At(expected, at), At(found, at), suspicions)
        {
            Otherwise = broken >= 0
                ? Invariant(
                    $"Value {broken} (the first is value 0) is {
                        NumberText.Of(found[broken])}: look for a division by zero, or the square root of a negative number.")
                : Invariant($"It differs from value {at} on (the first is value 0), and no typical mistake gives this: ")
                    + "compare your formula term by term.",
        };
    }

    // The first few values are shown anyway.
    private static string At(double[] values, int index) => index < Closeness.ShownValues
        ? Closeness.Text(values)
        : Invariant($"{Closeness.Text(values)}, value {index}: {NumberText.Of(values[index])}");
}
