using DiffusionCourse.Display;
using DiffusionCourse.Imaging;
using DiffusionCourse.Metrics;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Exercises;

/// <summary>Exercise 3: compare schedulers at few steps by their distance to a long run, the root of the mean squared difference.</summary>
public sealed class SchedulerContestExercise : CourseExercise
{
    internal SchedulerContestExercise(TimeSpan? limit = null)
        : base("Exercise 3, schedulers compared", limit)
    {
    }

    /// <summary>Checks the distance on pictures of its own, then the contest by measuring it again.</summary>
    /// <param name="distance">The root of the mean squared difference of two pictures of equal size, over all colour values, 0 to
    /// 255.</param>
    /// <param name="closest">The short name of the scheduler whose pictures are nearest to the references, in the mean.</param>
    /// <param name="contest">The pictures: schedulers along the columns, prompts along the rows.</param>
    /// <param name="references">One picture for each prompt, in the same order, with more steps.</param>
    public CheckResult Check(Func<RgbImage, RgbImage, double> distance, string closest, SweepResult contest, SweepResult references)
    {
        ArgumentNullException.ThrowIfNull(contest);
        ArgumentNullException.ThrowIfNull(references);
        var list = Start();
        RgbImage dark = Plain(8, 8, 10), bright = Plain(8, 8, 250), noisy = Noisy(301, 16, 12), other = Noisy(302, 16, 12);
        Case("a picture and itself", "No difference, no distance.", noisy, noisy);
        Case("10 against 250 everywhere", "A difference of 240 in every value is a distance of 240.", dark, bright);
        Case("the other way round", "A distance has no direction, and bytes must not wrap round.", bright, dark);
        Case("one pixel differs", "The mean is over all values, also those that agree.", dark, OnePixel(8, 8, 10));
        Case("two random pictures", "It holds for any pictures.", noisy, other);
        Case("a picture that is not square", "Width and height may differ.", Noisy(303, 5, 40), Noisy(304, 5, 40));
        Contest(list, distance, closest, contest, references);
        return list.Finish();

        void Case(string name, string about, RgbImage first, RgbImage second)
        {
            var expected = ImageMetrics.RootMeanSquaredError(first.Pixels, second.Pixels);
            list.Add(name, about, NumberText.Of(expected), () => distance(first, second), found => Judge(found, expected, first, second));
        }
    }

    private static void Contest(
        Checklist list, Func<RgbImage, RgbImage, double> distance, string closest, SweepResult contest, SweepResult references)
    {
        const string winner = "the scheduler that is closest";
        if (Objection(contest, references) is { } objection)
        {
            list.Add("the contest is fair", "", new(false, "equal steps and seeds, longer references", "another arrangement", objection));
            list.Skip(winner, "the name of a scheduler", "Not tried: the contest comes first.");
            return;
        }

        var steps = contest.Rows[0][0].Request.Steps;
        list.Add(
            "the contest is fair", "Prompts, seeds and steps are equal; only the scheduler differs.",
            new(
                true, "equal steps and seeds, longer references",
                Invariant($"{steps} steps against {references.Results[0].Request.Steps}")));
        string[] names = [.. contest.Rows[0].Select(result => result.Scheduler)];
        double[] means = [
            .. names.Select((_, column) =>
                contest.Rows.Select((row, i) =>
                    ImageMetrics.RootMeanSquaredError(row[column].Image.Pixels, references.Results[i].Image.Pixels)).Average())
        ];
        for (var column = 0; column < names.Length; column++)
        {
            var at = column;
            list.Add(
                $"{names[at]}, mean over {contest.Rows.Count} pictures", "Your distance measures the pictures as the check does.",
                NumberText.Of(means[at]),
                () => contest.Rows.Select((row, i) => distance(row[at].Image, references.Results[i].Image)).Average(),
                found => new Verdict(Closeness.Agree(found, means[at]), NumberText.Of(means[at]), NumberText.Of(found))
                {
                    Otherwise = "The distance is not right yet: see the cases above.",
                });
        }

        var best = names[Array.IndexOf(means, means.Min())];
        var measured = string.Join(", ", names.Select((name, i) => $"{name} {NumberText.Of(means[i])}"));
        list.Add(winner, "The smallest mean distance decides.", new(
            string.Equals(closest, best, StringComparison.OrdinalIgnoreCase), best,
            string.IsNullOrWhiteSpace(closest) ? "no name" : closest,
            names.Contains(closest, StringComparer.OrdinalIgnoreCase)
                ? $"Measured again: {measured}. The smallest is the closest."
                : $"Name one of the contestants: {string.Join(", ", names)}."));
    }

    private static string? Objection(SweepResult contest, SweepResult references)
    {
        var results = contest.Results;
        return contest.Rows[0].Select(result =>
            result.Scheduler).Distinct().Count() < 2 ? "Fewer than two schedulers compete: sweep over schedulers, and prompts."
            : references.Results.Count != contest.Rows.Count ? Invariant(
                $"There are {contest.Rows.Count} prompts and {references.Results.Count} references: draw one reference for each prompt.")
            : results.Select(result => result.Request.Steps).Distinct().Count() > 1 ? "The contestants differ in their steps."
            : results.Concat(references.Results).Select(result =>
                result.Request.Seed).Distinct().Count() > 1 ? "The seeds differ, so the pictures differ anyway."
            : references.Results.Any(reference =>
                reference.Request.Steps <= results[0].Request.Steps) ? "The references need more steps than the contestants."
            : contest.Rows.Where((row, i) => row.Any(result => result.Request.Prompt != references.Results[i].Request.Prompt))
                .Any() ? "The references stand in another order than the prompts of the contest."
            : null;
    }

    private static Verdict Judge(double found, double expected, RgbImage first, RgbImage second)
    {
        double[] differences = [.. first.Pixels.ToArray().Zip(second.Pixels.ToArray(), (a, b) => (double)a - b)];
        var squares = differences.Sum(d => d * d);
        Mistake[] mistakes =
        [
            Mistake.Of(squares / differences.Length, "This is the mean squared difference: take its square root."),
            Mistake.Of(Math.Sqrt(squares), "This is the root of the sum: divide by the number of values before the root."),
            Mistake.Of(
                Math.Sqrt(squares / (differences.Length / 3)),
                "The sum was divided by the number of pixels. Each has three values: divide by Pixels.Length."),
            Mistake.Of(
                differences.Average(Math.Abs),
                "This is the mean absolute difference: square the differences, and take the root of their mean."),
            Mistake.Of(Math.Abs(differences.Average()), "The differences cancel each other out: square each before the mean."),
            Mistake.Of(differences.Average(), "The differences cancel each other out: square each before the mean."),
            Mistake.Of(expected / 255, "The values were divided by 255; the distance is asked for on the scale of 0 to 255."),
            Mistake.Of(
                Math.Sqrt(differences.Average(d => (byte)d * (double)(byte)d)),
                "A byte wrapped round: the difference of two bytes can be negative. Compute with int or double."),
            Mistake.Of(differences.Max(Math.Abs), "This is the largest difference. The mean is over all values."),
            Mistake.Of(0, "This is always 0: nothing is measured yet."),
        ];
        return new(
            Closeness.Agree(found, expected), NumberText.Of(expected), NumberText.Of(found),
            [.. mistakes.Where(mistake => Closeness.Agree(found, mistake.Values[0])).Select(mistake => mistake.Advice).Distinct()])
        {
            Otherwise = double.IsFinite(found)
                ? "No typical mistake gives this: square the differences, take their mean, then the root."
                : "This is no finite number: look for a division by zero.",
        };
    }

    private static RgbImage Plain(int width, int height, byte value)
        => new(width, height, [.. Enumerable.Repeat(value, width * height * 3)]);

    private static RgbImage OnePixel(int width, int height, byte value)
    {
        byte[] pixels = [.. Enumerable.Repeat(value, width * height * 3)];
        pixels[0] = 255;
        return new(width, height, pixels);
    }

    private static RgbImage Noisy(ulong seed, int width, int height) =>
        new(width, height, [.. Samples.Normal(seed, width * height * 3).Select(value => (byte)Math.Clamp(128 + 60 * value, 0, 255))]);
}
