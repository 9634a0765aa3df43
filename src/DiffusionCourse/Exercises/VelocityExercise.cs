using DiffusionCourse.Noise;
using static DiffusionCourse.Exercises.Samples;

namespace DiffusionCourse.Exercises;

/// <summary>Exercise 13: turn predicted noise into the velocity of a straight path, Lipman et al. 2022 (arXiv:2210.02747).</summary>
public sealed class VelocityExercise : CourseExercise
{
    internal VelocityExercise(TimeSpan? limit = null)
        : base("Exercise 13, epsilon into velocity", limit)
    {
    }

    /// <summary>Checks an answer on cases of its own, one of them beside the perfect network of the world of two numbers.</summary>
    /// <param name="answer">From x = (1 - sigma) x_0 + sigma epsilon, the predicted epsilon and sigma in [0, 1) to the velocity epsilon -
    /// x_0.</param>
    public CheckResult Check(Func<double[], double[], double, double[]> answer)
    {
        var list = Start();
        Case("sigma = 0.5", "In the middle picture and noise weigh the same.", 0.5, 1301);
        Case("sigma = 0.9", "Near the noise a small error of epsilon becomes a large one of the velocity.", 0.9, 1302);
        Case("sigma = 0.2", "Near the picture most of the sample is x_0.", 0.2, 1303);
        Case("sigma = 0", "Without noise the sample is x_0 itself.", 0, 1304);
        Case("a single number, sigma = 0.75", "Any length will do.", 0.75, 1305, 1);
        Perfect(0.4);
        return list.Finish();

        void Case(string name, string about, double sigma, ulong seed, int length = 33)
        {
            double[] original = Normal(seed, length), epsilon = Normal(seed + 100, length);
            var x = Each(original, epsilon, (o, e) => (1 - sigma) * o + sigma * e);
            Ask(name, about, x, epsilon, Each(epsilon, original, (e, o) => e - o), sigma);
        }

        void Perfect(double sigma)
        {
            double[] x = Normal(1306, 40), epsilon = new double[x.Length], velocity = new double[x.Length];
            ToyDistribution.TwoClasses.Epsilon(x, 1 - sigma, sigma, null, epsilon);
            ToyDistribution.TwoClasses.Velocity(x, 1 - sigma, sigma, null, velocity);
            Ask(
                "the perfect network of the world of two numbers",
                "A network that predicts noise can take the place of one that predicts the velocity.", x, epsilon, velocity, sigma);
        }

        void Ask(string name, string about, double[] x, double[] epsilon, double[] expected, double sigma)
        {
            var given = new Given(x, epsilon);
            list.AddVector(name, about, expected, given, () => answer(given[0], given[1], sigma), Mistakes(x, epsilon, sigma));
        }
    }

    private static Mistake[] Mistakes(double[] x, double[] epsilon, double sigma)
    {
        var kept = 1 - sigma;
        return
        [
            new(epsilon, "This is epsilon itself: subtract the picture that it implies."),
            new(Each(x, epsilon, (s, e) => (s - sigma * e) / kept), "This is x_0. The velocity is epsilon - x_0."),
            new(Each(x, epsilon, (s, e) => (s - e) / kept), "The sign is turned: the velocity leads from picture to noise, epsilon - x_0."),
            new(
                Each(x, epsilon, (s, e) => e - s),
                "The noisy sample was subtracted. Take x_0 = (x - sigma epsilon) / (1 - sigma) in its place."),
            new(Each(x, epsilon, (s, e) => e - (s - sigma * e)), "The division is missing: x_0 = (x - sigma epsilon) / (1 - sigma)."),
            new(
                Each(x, epsilon, (s, e) => e - (s - sigma * e) / Math.Sqrt(1 - sigma * sigma)),
                "These are factors whose squares add up to 1. On a straight path the factors themselves do: divide by 1 - sigma."),
            new(
                Each(x, epsilon, (s, e) => kept * e - sigma * (s - sigma * e) / kept),
                "This is v, of Salimans and Ho. The velocity of a straight path is epsilon - x_0."),
        ];
    }
}
