using static DiffusionCourse.Exercises.Samples;

namespace DiffusionCourse.Exercises;

/// <summary>Exercise 4: write classifier-free guidance, unconditional + w (conditional - unconditional).</summary>
public sealed class GuidanceExercise : CourseExercise
{
    internal GuidanceExercise(TimeSpan? limit = null)
        : base("Exercise 4, classifier-free guidance", limit)
    {
    }

    /// <summary>Checks an answer on cases of its own.</summary>
    /// <param name="answer">From the unconditional prediction, the conditional one and w, any number, to the guided prediction.</param>
    public CheckResult Check(Func<double[], double[], double, double[]> answer)
    {
        var list = Start();
        double[] u = [0.5, -1, 2, 0], c = [1, 1, -1, 0.25];
        Case("w = 7.5 on four numbers", "Both the start and the direction are right.", u, c, 7.5);
        Case("w = 1", "w = 1 is the plain conditional prediction.", u, c, 1);
        Case("w = 0", "w = 0 is the plain unconditional prediction.", u, c, 0);
        Case("w = 0.25", "Between 0 and 1 the formula interpolates.", u, c, 0.25);
        Case("w = -2", "A negative w walks away from the prompt.", u, c, -2);
        Case("w = 2.75 on 1,000 random numbers", "It holds for any predictions.", Normal(401, 1000), Normal(402, 1000), 2.75);
        Case("w = 15 on other random numbers", "It holds for any predictions.", Normal(403, 257), Normal(404, 257), 15);
        Case(
            "w = 12 where both predictions agree", "Where there is no difference, guidance does nothing.", Normal(405, 64), Normal(405, 64),
            12);
        Case("a single number", "Any length will do.", [3], [5], 3);
        return list.Finish();

        void Case(string name, string about, double[] unconditional, double[] conditional, double w)
        {
            var given = new Given(unconditional, conditional);
            var expected = Each(unconditional, conditional, (a, b) => a + w * (b - a));
            list.AddVector(name, about, expected, given, () => answer(given[0], given[1], w), Mistakes(unconditional, conditional, w));
        }
    }

    private static Mistake[] Mistakes(double[] unconditional, double[] conditional, double w)
    {
        return
        [
            Of(
                (u, c) => c + w * (u - c),
                "The two halves are swapped: start from the unconditional prediction and walk towards the conditional one."),
            Of(
                (u, c) => c + w * (c - u),
                "You started from the conditional prediction. Ho and Salimans count like that, and their w' is our w - 1. Here w = 1 "
                    + "must give the conditional prediction, so start from the unconditional one."),
            Of(
                (u, c) => c,
                "This is the conditional prediction, whatever w is. Take the unconditional one and add w times the difference."),
            Of((u, c) => u, "This is the unconditional prediction, whatever w is: the direction towards the prompt is missing."),
            Of((u, c) => w * (c - u), "This is the direction alone. Add it to the unconditional prediction, where the walk starts."),
            Of((u, c) => u - w * (c - u), "The sign of the direction is wrong: the difference is conditional - unconditional."),
            Of((u, c) => u + w * c, "The conditional prediction itself was added. The direction is the difference between the two."),
            Of(
                (u, c) => w * c,
                "The conditional prediction was only made longer. Guidance changes its direction: the unconditional prediction is "
                    + "missing."),
            Of(
                (u, c) => u + Math.Max(w, 1) * (c - u),
                "w is kept at 1 or above. The formula holds for every w: below 1 it interpolates. (The library saves a call there; that "
                    + "is another question.)"),
            Of((u, c) => u + Math.Max(w, 0) * (c - u), "w is kept at 0 or above. The formula holds for every w."),
            Of((u, c) => u + Math.Truncate(w) * (c - u), "w has lost its fraction: compute with double, not int."),
            Of(
                (u, c) => (u + w * c) / (1 + w),
                "This is a weighted mean, which stays between the two predictions. Guidance goes beyond the conditional one."),
        ];

        Mistake Of(Func<double, double, double> wrong, string advice) => new(Each(unconditional, conditional, wrong), advice);
    }
}
