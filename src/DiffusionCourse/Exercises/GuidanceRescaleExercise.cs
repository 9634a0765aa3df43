using static DiffusionCourse.Exercises.Samples;

namespace DiffusionCourse.Exercises;

/// <summary>
/// Exercise 4, second task: guidance that keeps the contrast, phi guided std(conditional) / std(guided) + (1 - phi) guided;
/// Lin et al. 2023 (arXiv:2305.08891), equations 15 and 16.
/// </summary>
public sealed class GuidanceRescaleExercise : CourseExercise
{
    internal GuidanceRescaleExercise(TimeSpan? limit = null)
        : base("Exercise 4, guidance that keeps the contrast", limit)
    {
    }

    /// <summary>Checks an answer on cases of its own.</summary>
    /// <param name="answer">From the guided prediction, the conditional one and phi in [0, 1] to the rescaled prediction.</param>
    public CheckResult Check(Func<double[], double[], double, double[]> answer)
    {
        var list = Start();
        Case("phi = 1, twice as wide", "The spread of the conditional prediction comes back.", [2, -2, 4, -4], [1, -1, 2, -2], 1);
        Case("phi = 0", "At 0 nothing is rescaled.", Normal(411, 33), Normal(412, 33), 0);
        Case("phi = 0.7 on 1,000 random numbers", "A mixture of both, as in the paper.", Wide(413, 7, 1000), Normal(414, 1000), 0.7);
        Case("phi = 0.25", "Most of the guided prediction is kept.", Wide(415, 3, 65), Normal(416, 65), 0.25);
        Case(
            "numbers whose mean is not 0", "A spread is measured from the mean.", [.. Wide(417, 2, 48).Select(v => v + 5)],
            [.. Normal(418, 48).Select(v => v - 1)], 0.5);
        Case("a guided prediction that is narrower", "It works in both directions.", Wide(419, 0.2, 48), Normal(420, 48), 1);
        return list.Finish();

        void Case(string name, string about, double[] guided, double[] conditional, double phi)
        {
            var given = new Given(guided, conditional);
            var ratio = Deviation(conditional) / Deviation(guided);
            var expected = Scaled(guided, phi * ratio + 1 - phi);
            list.AddVector(name, about, expected, given, () => answer(given[0], given[1], phi), Mistakes(guided, conditional, phi));
        }
    }

    private static Mistake[] Mistakes(double[] guided, double[] conditional, double phi)
    {
        var ratio = Deviation(conditional) / Deviation(guided);
        return
        [
            Of(1, "This is the guided prediction as it came in."),
            Of(ratio, "All of it was rescaled, whatever phi is: mix it with the guided prediction, phi to 1 - phi."),
            Of(phi * ratio, "The part that is kept is missing: add (1 - phi) times the guided prediction."),
            Of((1 - phi) * ratio + phi, "phi and 1 - phi are swapped: phi is the share that is rescaled."),
            Of(phi / ratio + 1 - phi, "The fraction is upside down: the conditional spread divided by the guided one."),
            Of(phi * ratio * ratio + 1 - phi, "These are variances. Take the square root of each: a standard deviation."),
            Of(
                phi * RootMeanSquare(conditional) / RootMeanSquare(guided) + 1 - phi,
                "The mean was not taken off: a standard deviation is measured from the mean."),
            new(
                Each(guided, conditional, (g, c) => phi * ratio * g + (1 - phi) * c),
                "The rest was taken from the conditional prediction. Mix with the guided one, or guidance is undone."),
        ];

        Mistake Of(double factor, string advice) => new(Scaled(guided, factor), advice);
    }

    private static double[] Wide(ulong seed, double deviation, int length) => Scaled(Normal(seed, length), deviation);

    private static double[] Scaled(double[] values, double factor) => Array.ConvertAll(values, value => factor * value);

    private static double RootMeanSquare(double[] values) => Math.Sqrt(values.Average(value => value * value));

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
