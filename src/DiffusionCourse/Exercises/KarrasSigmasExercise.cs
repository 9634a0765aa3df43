using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Exercises;

/// <summary>Exercise 10: spread noise levels as Karras et al. 2022 (arXiv:2206.00364), eq. 5, with rho = 7.</summary>
public sealed class KarrasSigmasExercise : CourseExercise
{
    private const double Rho = 7;

    internal KarrasSigmasExercise(TimeSpan? limit = null)
        : base("Exercise 10, Karras noise levels", limit)
    {
    }

    /// <summary>Checks an answer on cases of its own, one of them beside the library's scheduler.</summary>
    /// <param name="answer">From the number of levels n, the largest and the smallest sigma, to n levels in falling order.</param>
    public CheckResult Check(Func<int, double, double, double[]> answer)
    {
        var list = Start();
        Case("5 levels from 14.6 to 0.03", "Many small levels, few large ones.", 5, 14.6, 0.03);
        Case("2 levels", "Both ends are met.", 2, 80, 0.002);
        Case("1 level", "A single level is the largest one; 0 / 0 was avoided.", 1, 14.6, 0.03);
        Case("30 levels from 80 to 0.002", "The paper's own range.", 30, 80, 0.002);
        Case("17 levels from 3.7 to 0.4", "The range comes from the arguments.", 17, 3.7, 0.4);
        Case("4 equal levels", "Where both ends agree, all levels do.", 4, 2, 2);
        Library(list, answer);
        return list.Finish();

        void Case(string name, string about, int count, double largest, double smallest) =>
            list.AddVector(
                name, about, Right(count, largest, smallest), new Given(), () => answer(count, largest, smallest),
                Mistakes(count, largest, smallest));
    }

    private static void Library(Checklist list, Func<int, double, double, double[]> answer)
    {
        const int count = 20;
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "euler-karras");
        double[] sigmas = [.. scheduler.Start<double>(count, 1).Sigmas.Take(count)];
        list.AddVector(
            "20 levels, beside the library's Euler Karras", "The library spreads its levels in the same way.", sigmas, new Given(),
            () => answer(count, sigmas[0], sigmas[^1]), Mistakes(count, sigmas[0], sigmas[^1]));
    }

    private static double[] Right(int count, double largest, double smallest) => Scheduler.KarrasSigmas(count, largest, smallest);

    private static Mistake[] Mistakes(int count, double largest, double smallest)
    {
        double high = Math.Pow(largest, 1 / Rho), low = Math.Pow(smallest, 1 / Rho);
        double[] rising = [.. Right(count, largest, smallest).Reverse()];
        return
        [
            new(rising, "The levels rise. Sampling starts at the largest one: let them fall."),
            new(
                [.. Right(count, largest, smallest), 0],
                "There is a 0 at the end. The final 0 is the scheduler's to add; here n levels are asked for."),
            Of(
                ramp => largest + ramp * (smallest - largest),
                "The levels are evenly spaced in sigma. Space them in sigma to the power of 1 / 7, then take the 7th power."),
            Of(
                ramp => largest * Math.Pow(smallest / largest, ramp),
                "The levels are evenly spaced in log sigma. Karras et al. space them in sigma to the power of 1 / 7."),
            Of(ramp => high + ramp * (low - high), "These are the 7th roots. Take the 7th power at the end."),
            Of(
                ramp => Math.Pow(Math.Pow(largest, Rho) + ramp * (Math.Pow(smallest, Rho) - Math.Pow(largest, Rho)), 1 / Rho),
                "The two powers are swapped: 1 / 7 comes first, 7 last."),
            new(
                [.. Enumerable.Range(0, count).Select(i => Math.Pow(high + (double)i / count * (low - high), Rho))],
                "The ramp stops short of 1: divide by n - 1, so that the last level is the smallest sigma."),
            new(
                [.. Enumerable.Repeat(largest, count)],
                "All levels are the largest one: the spreading is still to do. If it is done, look for a division of whole numbers that is "
                    + "always 0, such as i / n."),
            Of(
                ramp => ramp < 1 ? largest : smallest,
                "All levels but the last are the largest one. In C#, i / (n - 1) of whole numbers is 0 until it is 1: write "
                    + "(double)i / (n - 1)."),
            new(
                [.. Enumerable.Repeat(1.0, count)],
                "All levels are 1. In C#, 1 / 7 of whole numbers is 0, and every number to the power of 0 is 1: write 1.0 / 7."),
        ];

        Mistake Of(Func<double, double> level, string advice) =>
            new([.. Enumerable.Range(0, count).Select(i => level(count > 1 ? (double)i / (count - 1) : 0))], advice);
    }
}
