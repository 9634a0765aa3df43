using DiffusionCourse.Display;

namespace DiffusionCourse.Exercises;

/// <summary>Exercise 7: design alphas cumprod that meet goals for the signal-to-noise ratio.</summary>
/// <remarks>
/// The goals hold for every number of timesteps T: values fall strictly, SNR at least 1000 at t = 0 (but some noise), 1 in the
/// middle (within a tenth at t = T / 2), at least 65 % of the timesteps with 0.1 &lt; SNR &lt;= 10, exactly 0 at t = T - 1.
/// </remarks>
public sealed class NoiseScheduleExercise : CourseExercise
{
    private const double FirstSnr = 1000;
    private const double MiddleTolerance = 0.1;
    private const double MiddleShare = 0.65;

    internal NoiseScheduleExercise(TimeSpan? limit = null)
        : base("Exercise 7, a noise schedule by goals", limit)
    {
    }

    /// <summary>Checks a design on three numbers of timesteps.</summary>
    /// <param name="answer">From the number of timesteps T to alphas cumprod, T values, timestep 0 first.</param>
    public CheckResult Check(Func<int, double[]> answer)
    {
        var list = Start();
        foreach (var length in new[] { 1000, 200, 4000 })
        {
            CheckLength(list, answer, length);
        }

        return list.Finish();
    }

    private static void CheckLength(Checklist list, Func<int, double[]> answer, int length)
    {
        double[]? design = null;
        var name = Invariant($"T = {length}: ");
        list.Add(name + "falls within [0, 1]", "It is a schedule: the signal only gets less.", Invariant($"{length} falling values"),
            () => answer(length), found =>
        {
            var verdict = IsSchedule(found, length);
            design = verdict.IsRight ? (double[])found!.Clone() : null;
            return verdict;
        });
        var clean = $"SNR of {FirstSnr:0} or more, not infinite";
        Goal("starts nearly clean", "The first timestep hardly disturbs the picture.", clean, values =>
        {
            // A start at the limit itself may come out a rounding below it.
            const double Enough = FirstSnr * (1 - 1e-9);
            var snr = Snr(values[0]);
            return new(snr >= Enough && double.IsFinite(snr), clean, NumberText.Of(snr), snr < Enough
                ? "Too much noise at t = 0: an SNR of 1000 is an alphas cumprod of 1000 / 1001."
                : "No noise at all at t = 0: with nothing to remove, nothing is learned there. Stay below 1.");
        });
        Goal("SNR 1 in the middle", "Half of the timesteps hold more signal than noise.", "1 ± 0.1", values =>
        {
            var snr = Snr(values[length / 2]);
            return new(Math.Abs(snr - 1) <= MiddleTolerance, "1 ± 0.1", NumberText.Of(snr), snr < 1
                ? "Noise wins too early: SNR 1 is an alphas cumprod of 0.5, and log SNR 0, at t = T / 2."
                : "Noise wins too late: SNR 1 is an alphas cumprod of 0.5, and log SNR 0, at t = T / 2.");
        });
        Goal("much of it where form is decided", "The middle gets the timesteps.", "65 % or more with 0.1 < SNR <= 10", values =>
        {
            var share = values.Count(a => Snr(a) is > 0.1 and <= 10) / (double)length;
            return new(
                share >= MiddleShare, "65 % or more with 0.1 < SNR <= 10", Invariant($"{100 * share:0.0} %"),
                "Too few timesteps in the middle: make log SNR flat there (between -2.3 and 2.3) and steep at both ends.");
        });
        Goal("ends in pure noise", "Training sees what sampling starts from.", "exactly 0", values =>
            new(
                values[^1] == 0, "exactly 0", NumberText.Of(values[^1]),
                $"A factor of {NumberText.Of(Math.Sqrt(values[^1]))} of the picture is left at the last timestep: set the last value to "
                    + "0, or rescale as Lin et al. 2023 do."));

        void Goal(string goal, string about, string expected, Func<double[], Verdict> judge)
        {
            if (design is null)
            {
                list.Skip(name + goal, expected, "Not tried, since this is no schedule yet.");
            }
            else
            {
                list.Add(name + goal, about, judge(design));
            }
        }
    }

    private static Verdict IsSchedule(double[]? values, int length)
    {
        var expected = Invariant($"{length} falling values in [0, 1]");
        if (values is null || values.Length != length)
        {
            return new(false, expected, values is null ? "null" : Invariant($"{values.Length} values"), values is null
                ? "The answer is null: return an array."
                : Invariant($"The answer has {values.Length} values. One for each timestep is asked for: as many as the argument says."));
        }

        var found = Closeness.Text(values);
        var outside = Array.FindIndex(values, value => !(value is >= 0 and <= 1));
        if (outside >= 0)
        {
            return new(false, expected, Invariant($"{found}, value {outside}: {NumberText.Of(values[outside])}"), values[outside] > 1
                ? "A value is above 1. If these are SNRs, turn each into alphas cumprod: SNR / (1 + SNR)."
                : "A value is negative or not a number. If these are log SNRs, turn each into alphas cumprod: 1 / (1 + exp(-log SNR)).");
        }

        var rise = Enumerable.Range(1, length - 1).FirstOrDefault(t => !(values[t] < values[t - 1]));
        return rise == 0
            ? new(true, expected, found)
            : new(false, expected, Invariant($"{found}, value {rise} is not below value {rise - 1}"),
                values[0] < 0.1 && values[^1] > values[0] ? "The values rise. If these are betas, multiply: alphas cumprod is the "
                    + "product of (1 - beta) up to t. If they are shares of noise, take 1 minus each."
                : "Alphas cumprod falls from timestep to timestep, strictly: noise is only added.");
    }

    private static double Snr(double signal) => signal / (1 - signal);
}
