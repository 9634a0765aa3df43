using DiffusionCourse.Noise;
using static DiffusionCourse.Exercises.Samples;

namespace DiffusionCourse.Exercises;

/// <summary>Exercise 9: noise a picture to a timestep, Ho et al. 2020 (arXiv:2006.11239), eq. 4.</summary>
public sealed class ForwardProcessExercise : CourseExercise
{
    internal ForwardProcessExercise(TimeSpan? limit = null)
        : base("Exercise 9, the forward process", limit)
    {
    }

    /// <summary>Checks an answer on cases of its own.</summary>
    /// <param name="answer">From the clean x_0, noise from N(0, 1), the timestep t and the noise schedule, to x_t.</param>
    public CheckResult Check(Func<double[], double[], int, NoiseSchedule, double[]> answer)
    {
        var list = Start();
        var scaled = NoiseSchedule.ScaledLinear();
        Case("t = 500", "Signal and noise both count.", 500, scaled, 901);
        Case("t = 0", "Even timestep 0 holds a little noise.", 0, scaled, 902);
        Case("t = 999 of Stable Diffusion's schedule", "A factor of 0.068 of the picture is still in it.", 999, scaled, 903);
        Case(
            "t = 999 with zero terminal SNR", "Here the last timestep is noise and nothing else.", 999, scaled.RescaleToZeroTerminalSnr(),
            904);
        Case("t = 300 of the linear schedule", "The schedule comes from the argument.", 300, NoiseSchedule.Linear(), 905);
        Case("t = 49 of a cosine schedule of 50 timesteps", "T need not be 1000.", 49, NoiseSchedule.Cosine(50), 906);
        Case("a single number, t = 750", "Any length will do.", 750, scaled, 907, 1);
        Variance(list, answer, scaled);
        return list.Finish();

        void Case(string name, string about, int t, NoiseSchedule schedule, ulong seed, int length = 41)
        {
            double[] x0 = Normal(seed, length), noise = Normal(seed + 100, length);
            var given = new Given(x0, noise);
            var expected = Mix(x0, noise, Math.Sqrt(schedule.AlphasCumprod[t]), Math.Sqrt(1 - schedule.AlphasCumprod[t]));
            list.AddVector(name, about, expected, given, () => answer(given[0], given[1], t, schedule), Mistakes(x0, noise, t, schedule));
        }
    }

    /// <summary>The property that the square roots are there for: what has variance 1 keeps it.</summary>
    private static void Variance(Checklist list, Func<double[], double[], int, NoiseSchedule, double[]> answer, NoiseSchedule schedule)
    {
        const int length = 20_000;
        list.Add(
            "variance at t = 400, for 20,000 numbers of variance 1",
            "The squares of the two factors add up to 1, so the variance stays.",
            "1",
            () => answer(Normal(911, length), Normal(912, length), 400, schedule), found =>
        {
            var variance = found is { Length: length } ? found.Sum(value => value * value) / length : double.NaN;
            var right = Math.Abs(variance - 1) < 0.05;
            return new Verdict(
                right, "1 ± 0.05", Display.NumberText.Of(variance),
                "The variance changes on the way: the squares of the two factors must add up to 1, so take the square root of both "
                    + "shares.");
        });
    }

    private static Mistake[] Mistakes(double[] x0, double[] noise, int t, NoiseSchedule schedule)
    {
        var bars = schedule.AlphasCumprod;
        double a = bars[t], beta = schedule.Betas[t], share = (t + 1.0) / schedule.Length;
        return
        [
            new(x0, "This is the clean picture: no noise was added yet."),
            new(noise, "This is the noise alone: the picture's part is missing."),
            new(
                Mix(x0, noise, a, 1 - a),
                "The square roots are missing. The alphas cumprod are shares of the power; the factors are their square roots."),
            new(Mix(x0, noise, Math.Sqrt(a), 1 - a), "The noise lacks its square root: its factor is sqrt(1 - a)."),
            new(Mix(x0, noise, a, Math.Sqrt(1 - a)), "The picture lacks its square root: its factor is sqrt(a)."),
            new(Mix(x0, noise, Math.Sqrt(1 - a), Math.Sqrt(a)), "The two factors are swapped: sqrt(a) belongs to the picture."),
            new(Mix(x0, noise, Math.Sqrt(a), 1), "The noise has no factor: it is sqrt(1 - a)."),
            new(Mix(x0, noise, 1, Math.Sqrt(1 - a)), "The picture has no factor: it is sqrt(a)."),
            new(
                Mix(x0, noise, Math.Sqrt(a), 1 - Math.Sqrt(a)),
                "The two factors add up to 1. Their squares must: 1 - a under the root, not 1 - sqrt(a)."),
            new(
                Mix(x0, noise, Math.Sqrt(1 - beta), Math.Sqrt(beta)),
                "These are the factors of a single step, from beta. The formula wants the product up to t: AlphasCumprod."),
            new(
                Mix(x0, noise, Math.Sqrt(1 - share), Math.Sqrt(share)),
                "The timestep itself was taken as the share of noise. How much noise a timestep means is in the schedule: "
                    + "AlphasCumprod[t]."),
            new(
                Mix(x0, noise, 1 - share, share),
                "The timestep itself was taken as the share of noise. How much noise a timestep means is in the schedule: "
                    + "AlphasCumprod[t]."),
            Level(Math.Max(t - 1, 0)),
            Level(Math.Min(t + 1, bars.Length - 1)),
        ];

        Mistake Level(int other) => new(
            Mix(x0, noise, Math.Sqrt(bars[other]), Math.Sqrt(1 - bars[other])),
            "The timestep is off by one: index 0 is the least noisy one.");
    }

    private static double[] Mix(double[] x0, double[] noise, double signal, double rest)
        => Each(x0, noise, (x, e) => signal * x + rest * e);
}
