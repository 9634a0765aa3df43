using DiffusionCourse.Display;
using DiffusionCourse.Guidance;
using DiffusionCourse.Metrics;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Exercises;

/// <summary>Exercise 6: where along a run guidance matters, by leaving it out window by window.</summary>
public sealed class GuidanceInTimeExercise : CourseExercise
{
    /// <summary>Changes that differ by less than this factor count as equal: other seeds shift them by as much.</summary>
    private const double Tie = 1.2;

    internal GuidanceInTimeExercise(TimeSpan? limit = null)
        : base("Exercise 6, guidance in time", limit)
    {
    }

    /// <summary>Checks the rule step by step, then the two findings by measuring them again with seeds of its own.</summary>
    /// <param name="pipeline">The pipeline that draws.</param>
    /// <param name="scaleAt">From the step, w, and the first and the end index of the window (the end excluded), to the scale at that step:
    /// w outside, 1 inside.</param>
    /// <param name="least">The window, from 0, where leaving guidance out changes the picture least.</param>
    /// <param name="most">The window where it changes the picture most.</param>
    /// <exception cref="OperationCanceledException">The cell was stopped.</exception>
    public async Task<CheckResult> CheckAsync(
        StableDiffusionPipeline pipeline, Func<GuidanceStep, double, int, int, double> scaleAt, int least, int most)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var list = Start();
        CheckRule(list, scaleAt);
        var settings = Course.SettingsFor(pipeline).Exercises;
        var range = Invariant($"a window from 0 to {settings.Windows - 1}");
        const string first = "the window that matters least", second = "the window that matters most";
        if (!list.AllRight)
        {
            list.Skip(first, range, "Not tried: the rule comes first.");
            list.Skip(second, range, "Not tried: the rule comes first.");
            return list.Finish();
        }

        if (least < 0 || least >= settings.Windows || most < 0 || most >= settings.Windows)
        {
            list.Add(
                "the windows that you name", "",
                new(
                    false, range, Invariant($"{least} and {most}"),
                    "There are no such windows: measure, and name the two that you found."));
            return list.Finish();
        }

        var changes = await MeasureAsync(pipeline, settings);
        var measured = string.Join(", ", changes.Select((change, window) => Invariant($"{window}: {NumberText.Of(change)}")));
        list.Add(
            first, "Other seeds say the same: here the second evaluation buys least.",
            Judge(least, changes[least] <= Tie * changes.Min(), Array.IndexOf(changes, changes.Min()), measured));
        list.Add(
            second, "Other seeds say the same: here guidance does its work.",
            Judge(most, changes[most] >= changes.Max() / Tie, Array.IndexOf(changes, changes.Max()), measured));
        return list.Finish();
    }

    internal static async Task<double[]> MeasureAsync(StableDiffusionPipeline pipeline, Settings.ExerciseSettings settings)
    {
        var changes = new double[settings.Windows];
        var width = settings.GuidanceInTime.Steps / settings.Windows;
        var w = settings.WindowGuidanceScale;
        foreach (var seed in settings.WindowCheckSeeds)
        {
            var request = settings.GuidanceInTime with { Seed = seed };
            var full = await pipeline.GenerateAsync(request with { Guidance = new ClassifierFreeGuidance(w) });
            for (var window = 0; window < changes.Length; window++)
            {
                int from = window * width, end = from + width;
                var without = await pipeline.GenerateAsync(
                    request with { Guidance = new GuidanceSchedule(step => step.Index >= from && step.Index < end ? 1 : w) });
                changes[window] += ImageMetrics.RootMeanSquaredError(
                    without.Image.Pixels, full.Image.Pixels) / settings.WindowCheckSeeds.Count;
            }
        }

        return changes;
    }

    private static Verdict Judge(int named, bool right, int expected, string measured) => new(
        right, Invariant($"window {expected}, or one as good"), Invariant($"window {named}"),
        right ? [] : [$"Measured again with other seeds, the change of the picture by window is {measured}."]);

    private static void CheckRule(Checklist list, Func<GuidanceStep, double, int, int, double> scaleAt)
    {
        Case("before the window", "Guidance is untouched there.", 2, 12, 7.5, 3, 6);
        Case("its first step", "The first index belongs to the window.", 3, 12, 7.5, 3, 6);
        Case("its last step", "So does the last one before the end.", 5, 12, 7.5, 3, 6);
        Case("the end", "The end is excluded, so that windows do not overlap.", 6, 12, 7.5, 3, 6);
        Case("the last step of the run", "Guidance is untouched there, too.", 11, 12, 7.5, 3, 6);
        Case("a window at the start", "Index 0 is the first step.", 0, 20, 3, 0, 5);
        Case("a window over all of the run", "All of it is left out.", 19, 20, 3, 0, 20);
        Case("an empty window", "Nothing is left out.", 4, 20, 5, 4, 4);

        void Case(string name, string about, int index, int count, double w, int from, int end)
        {
            // Timestep and noise level as a run of that length would have them.
            var step = new GuidanceStep(index, count, 999.0 * (count - 1 - index) / (count - 1), 14.0 * (count - index) / count);
            var inside = index >= from && index < end;
            var expected = inside ? 1 : w;
            var asked = Invariant($"{name}: step {index} of {count}, w = {w}, window {from} to {end}");
            list.Add(asked, about, NumberText.Of(expected), () => scaleAt(step, w, from, end), found =>
            {
                Mistake[] mistakes =
                [
                    Mistake.Of(w, "Guidance is on at every step: the window is not looked at yet."),
                    Mistake.Of(inside ? w : 1, "Inside and outside are swapped: guidance is left out inside the window."),
                    Mistake.Of(
                        inside ? 0 : w,
                        "0 was given for off. In the formula w = 0 is the unconditional prediction; off is w = 1, the conditional one."),
                    Mistake.Of(index >= from && index <= end ? 1 : w, "The end belongs to the next window: compare with < end."),
                    Mistake.Of(index > from && index < end ? 1 : w, "The first index belongs to the window: compare with >= from."),
                    Mistake.Of(index + 1 >= from && index + 1 < end ? 1 : w, "The index counts from 0, not from 1."),
                    Mistake.Of(
                        step.Timestep >= from && step.Timestep < end ? 1 : w,
                        "The timestep was compared. The window is in steps of the run: step.Index."),
                    Mistake.Of(
                        step.Progress >= from && step.Progress < end ? 1 : w,
                        "The progress, 0 to 1, was compared. The window is in steps of the run: step.Index."),
                ];
                return new Verdict(
                    Closeness.Agree(found, expected), NumberText.Of(expected), NumberText.Of(found),
                    [.. mistakes.Where(mistake => Closeness.Agree(found, mistake.Values[0])).Select(mistake => mistake.Advice)])
                {
                    Otherwise = "The scale is w outside of the window and 1 inside, nothing else.",
                };
            });
        }
    }
}
