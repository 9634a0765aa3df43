using DiffusionCourse.Display;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;
using static DiffusionCourse.Exercises.Samples;

namespace DiffusionCourse.Exercises;

/// <summary>
/// Exercise 14: find the shift of noise levels with which few steps come nearest to the exact way, Esser et al. 2024 (arXiv:2403.03206),
/// eq. 23.
/// </summary>
public sealed class BestShiftExercise : CourseExercise
{
    private const double Tolerance = 1.05;
    private const int ExactSteps = 400;

    internal BestShiftExercise(TimeSpan? limit = null)
        : base("Exercise 14, the best shift", limit)
    {
    }

    /// <summary>Checks an answer on worlds of several sizes.</summary>
    /// <param name="answer">From a world and a number of steps to the shift, above 0, whose run ends nearest to the exact ways.</param>
    public CheckResult Check(Func<ToyDistribution, int, double> answer)
    {
        var list = Start();
        Case("the world as it is, 8 steps", "A world of the noise's own size wants next to no shift.", 1, 8);
        Case("4 times as large, 8 steps", "A world 4 times as large wants 4 times the shift: so do pictures of more pixels.", 4, 8);
        Case("a quarter as large, 4 steps", "In a small world the fine noise levels decide.", 0.25, 4);
        Case("twice as large, 16 steps", "The best shift hardly depends on the number of steps.", 2, 16);
        return list.Finish();

        void Case(string name, string about, double scale, int steps)
        {
            var world = Scaled(scale);
            double[] noise = Normal(1400, 400), exact = End(world, 1, ExactSteps, noise);
            double ErrorAt(double shift) => Math.Sqrt(Each(End(world, shift, steps, noise), exact, (a, b) => (a - b) * (a - b)).Average());
            var best = Enumerable.Range(-32, 65).Select(i => Math.Pow(2, i / 8.0)).MinBy(ErrorAt);
            var wanted = Invariant($"an error of at most {Tolerance:0.00} times that of the best shift");
            list.Add(name, about, wanted, () => answer(world, steps), shift => Judge(shift, best, ErrorAt, wanted));
        }
    }

    private static Verdict Judge(double shift, double best, Func<double, double> error, string wanted)
    {
        if (!(shift > 0 && double.IsFinite(shift)))
        {
            return new(false, wanted, NumberText.Of(shift), "A shift is a positive, finite number; 1 is none.");
        }

        var ratio = error(shift) / error(best);
        var found = Invariant($"shift {NumberText.Of(shift)}, {ratio:0.00} times the error of the best");
        return ratio <= Tolerance ? new(true, wanted, found) : new(false, wanted, found,
            shift == 1 ? "A shift of 1 is none. Try several for this world and take the one with the smallest error."
            : shift < best ? "The shift is too small here: too few steps are left for high noise, where this world decides. Try larger "
                + "ones."
            : "The shift is too large here: too few steps are left for low noise. Try smaller ones, below 1 too.");
    }

    private static ToyDistribution Scaled(double scale) =>
        new(
            [
                .. ToyDistribution.TwoClasses.Components
                .Select(one => one with { X = scale * one.X, Y = scale * one.Y, Deviation = scale * one.Deviation })
            ]);

    private static double[] End(ToyDistribution world, double shift, int steps, double[] noise)
    {
        var scheduler = new FlowMatchEulerScheduler
        {
            Shift = new() { Shift = shift },
            CustomSigmas = [.. Enumerable.Range(0, steps).Select(i => 1 - (double)i / steps)],
        };
        var run = scheduler.Start<double>(steps, noise.Length);
        double[] x = [.. noise], velocity = new double[x.Length];
        foreach (var sigma in run.Timesteps.Select(timestep => timestep / 1000))
        {
            world.Velocity(x, 1 - sigma, sigma, null, velocity);
            run.Step(velocity, x);
        }

        return x;
    }
}
