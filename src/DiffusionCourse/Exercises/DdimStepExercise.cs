using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;
using static DiffusionCourse.Exercises.Samples;

namespace DiffusionCourse.Exercises;

/// <summary>Exercises 5 and 11: write one DDIM step, or mend one, Song et al. 2020 (arXiv:2010.02502), eq. 12 with eta = 0.</summary>
public sealed class DdimStepExercise : CourseExercise
{
    internal DdimStepExercise(TimeSpan? limit = null, string title = "Exercise 5, one DDIM step")
        : base(title, limit)
    {
    }

    /// <summary>
    /// Checks an answer on single steps, on whole runs of the library's scheduler, and on numbers recorded from diffusers.
    /// </summary>
    /// <param name="answer">
    /// From the sample x_t, the predicted epsilon, the timestep t, the stride to the next timestep t - stride, and the noise
    /// schedule, to the next sample. A next timestep below 0 stands for the level of timestep 0, as Stable Diffusion has it.
    /// </param>
    public CheckResult Check(Func<double[], double[], int, int, NoiseSchedule, double[]> answer)
    {
        var list = Start();
        var scaled = NoiseSchedule.ScaledLinear();
        Case("the first of 20 steps, t = 951 to 901", "At high noise most of the sample is epsilon.", 951, 50, scaled, 501);
        Case("t = 501 to 451", "In the middle both terms count.", 501, 50, scaled, 502);
        Case("t = 51 to 1", "The last step but one.", 51, 50, scaled, 503);
        Case("the last step, t = 1 to below 0", "Below 0 the level of timestep 0 is taken.", 1, 50, scaled, 504);
        Case("t = 0, where the step goes nowhere", "Same level before and after: the sample stays.", 0, 1, scaled, 505);
        Case("one step for the whole way, t = 801, stride 1000", "Any stride will do.", 801, 1000, scaled, 506);
        Case(
            "the linear schedule, t = 601 to 401", "The schedule comes from the argument, it is not built in.", 601, 200,
            NoiseSchedule.Linear(), 507);
        Case("a schedule of 100 timesteps, t = 60 to 40", "T need not be 1000.", 60, 20, NoiseSchedule.Cosine(100), 508);
        Case("the smallest stride, t = 500 to 499", "Neighbouring timesteps differ little, but they differ.", 500, 1, scaled, 509);
        LibraryRun(list, answer, 20);
        GoldenRun(list, answer);
        return list.Finish();

        void Case(string name, string about, int t, int stride, NoiseSchedule schedule, ulong seed)
        {
            double[] x = Normal(seed, 33), epsilon = Normal(seed + 100, 33);
            var given = new Given(x, epsilon);
            list.AddVector(
                name, about, Right(x, epsilon, t, stride, schedule), given, () => answer(given[0], given[1], t, stride, schedule),
                Mistakes(x, epsilon, t, stride, schedule));
        }
    }

    private static void LibraryRun(Checklist list, Func<double[], double[], int, int, NoiseSchedule, double[]> answer, int steps)
    {
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "ddim");
        var run = scheduler.Start<double>(steps, DdimRecording.Length);
        var expected = DdimRecording.InitialSample();
        while (!run.IsFinished)
        {
            var epsilon = DdimRecording.Model(expected, run.Timesteps[run.Position]);
            run.Step(epsilon, expected);
        }

        Whole(
            list, Invariant($"{steps} steps, beside the library's scheduler"), "Your step can take the place of the library's.", expected,
            answer, steps, scheduler.NoiseSchedule);
    }

    private static void GoldenRun(Checklist list, Func<double[], double[], int, int, NoiseSchedule, double[]> answer) =>
        Whole(
            list, "5 steps, beside numbers recorded from diffusers 0.40.0", "It is the DDIM that everybody uses.",
            [.. DdimRecording.FinalSample], answer, DdimRecording.Steps, NoiseSchedule.ScaledLinear());

    private static void Whole(
        Checklist list, string name, string about, double[] expected, Func<double[], double[], int, int, NoiseSchedule, double[]> answer,
        int steps, NoiseSchedule schedule)
    {
        var stride = schedule.Length / steps;
        list.AddVector(name, about, expected, new Given(), () =>
        {
            var x = DdimRecording.InitialSample();
            for (var i = steps - 1; i >= 0; i--)
            {
                var t = i * stride + 1;
                x = answer(x, DdimRecording.Model(x, t), t, stride, schedule);
            }

            return x;
        }, []);
    }

    private static double[] Right(double[] x, double[] epsilon, int t, int stride, NoiseSchedule schedule) =>
        Step(x, epsilon, schedule.AlphasCumprod[t], schedule.AlphasCumprod[Math.Max(t - stride, 0)]);

    private static double[] Step(double[] x, double[] epsilon, double now, double next) => Each(x, epsilon, (sample, e) =>
        Math.Sqrt(next) * (sample - Math.Sqrt(1 - now) * e) / Math.Sqrt(now) + Math.Sqrt(1 - next) * e);

    private static Mistake[] Mistakes(double[] x, double[] epsilon, int t, int stride, NoiseSchedule schedule)
    {
        var bars = schedule.AlphasCumprod;
        var previous = Math.Max(t - stride, 0);
        double now = bars[t], next = bars[previous];
        double root = Math.Sqrt(now), noise = Math.Sqrt(1 - now);
        return
        [
            new(x, "The sample came back unchanged: nothing was done yet."),
            Of(
                (s, e) => (s - noise * e) / root,
                "This is the predicted picture x0. Put noise of the next level back on it: sqrt(a_next) x0 + sqrt(1 - a_next) epsilon."),
            Of((s, e) => Math.Sqrt(next) * (s - noise * e) / root, "The noise of the next level is missing: add sqrt(1 - a_next) epsilon."),
            Of(
                (s, e) => next * (s - (1 - now) * e) / now + (1 - next) * e,
                "The square roots are missing. The alphas cumprod are shares of the power; the factors on the sample are their square "
                    + "roots."),
            Of(
                (s, e) => Math.Sqrt(next) * (s - (1 - now) * e) / root + Math.Sqrt(1 - next) * e,
                "A square root is missing where the noise is taken out: sqrt(1 - a_t) epsilon."),
            Of(
                (s, e) => Math.Sqrt(next) * (s - noise * e) / root + (1 - next) * e,
                "A square root is missing where the noise is put back: sqrt(1 - a_next) epsilon."),
            Of(
                (s, e) => Math.Sqrt(next) * (s - noise * e) / root + noise * e,
                "The noise put back is that of timestep t. It must be that of the next timestep."),
            Of(
                (s, e) => Math.Sqrt(next) * (s - noise * e) + Math.Sqrt(1 - next) * e,
                "The predicted picture was not divided by sqrt(a_t)."),
            Of(
                (s, e) => Math.Sqrt(next) * (s + noise * e) / root + Math.Sqrt(1 - next) * e,
                "The noise was added where it should be taken out: x0 = (x - sqrt(1 - a_t) epsilon) / sqrt(a_t)."),
            new(
                Step(x, epsilon, 1 - schedule.Betas[t], 1 - schedule.Betas[previous]),
                "These are the alphas of single steps, 1 - beta. The formula wants their product up to t: AlphasCumprod."),
            new(Step(x, epsilon, next, now), "The two levels are swapped: the noise is taken out at level t and put back at the next one."),
            new(
                Step(x, epsilon, now, bars[Math.Max(t - 1, 0)]),
                "The step went to t - 1. The next timestep is t - stride: a run of 20 steps visits every fiftieth."),
            new(
                Step(x, epsilon, now, bars[Math.Min(t + stride, bars.Length - 1)]),
                "The step went to t + stride, to more noise. The next timestep is t - stride."),
            new(
                Step(x, epsilon, now, bars[Math.Max(previous - 1, 0)]),
                "The next level is off by one timestep: it belongs to t - stride exactly."),
            new(Step(x, epsilon, bars[Math.Max(t - 1, 0)], next), "The present level is off by one timestep: it belongs to t exactly."),
            new(
                Step(x, epsilon, now, t < stride ? 1 : next),
                "The last step went to no noise at all (a = 1). Stable Diffusion was published with set_alpha_to_one = false: below 0 "
                    + "the level of timestep 0 is taken."),
            new(
                Step(x, epsilon, now, bars[(t - stride + bars.Length) % bars.Length]),
                "A negative timestep was counted from the end of the schedule. Below 0 the level of timestep 0 is taken."),
        ];

        Mistake Of(Func<double, double, double> wrong, string advice) => new(Each(x, epsilon, wrong), advice);
    }
}
