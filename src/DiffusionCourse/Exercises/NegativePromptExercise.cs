using DiffusionCourse.Display;
using DiffusionCourse.Imaging;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Settings;
using static DiffusionCourse.Exercises.Samples;

namespace DiffusionCourse.Exercises;

/// <summary>Exercise 2: what a negative prompt does to the formula, and one that takes the black out of pictures.</summary>
public sealed class NegativePromptExercise : CourseExercise
{
    private const double Left = 0.5;
    private const double LeastShare = 0.005;
    private const byte BlackUpTo = 49;

    internal NegativePromptExercise(TimeSpan? limit = null)
        : base("Exercise 2, negative prompts", limit)
    {
    }

    /// <summary>
    /// Checks the formula on numbers and on the network's own predictions, and then draws with the negative prompt, with seeds of its
    /// own: the mean share of black must fall to half of what it is without, or less.
    /// </summary>
    /// <param name="pipeline">The pipeline that draws.</param>
    /// <param name="guide">From the predictions for the empty text, for the negative prompt and for the prompt, and w, to the guided
    /// prediction.</param>
    /// <param name="negativePrompt">The negative prompt.</param>
    /// <exception cref="OperationCanceledException">The cell was stopped.</exception>
    public async Task<CheckResult> CheckAsync(
        StableDiffusionPipeline pipeline, Func<double[], double[], double[], double, double[]> guide, string negativePrompt)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var list = Start();
        double[] u = [0.5, -1, 2, 0], n = [1, 0, 2, -1], c = [1, 1, -1, 0.25];
        Case(list, guide, "w = 3 on four numbers", "The walk starts at the negative prediction.", u, n, c, 3);
        Case(list, guide, "an empty negative prompt", "Where it is the empty text, it is ordinary guidance.", u, u, c, 7.5);
        Case(list, guide, "w = 1", "At w = 1 the negative prompt has no effect.", u, n, c, 1);
        Case(list, guide, "the prompt as its own negative", "Nothing is left to walk towards.", u, c, c, 7.5);
        Case(
            list, guide, "w = 7.5 on 1,000 random numbers", "It holds for any predictions.", Normal(201, 1000), Normal(202, 1000),
            Normal(203, 1000), 7.5);
        const string network = "the network's own predictions", black = "the share of black in pictures with other seeds";
        if (!list.AllRight)
        {
            list.Skip(network, "what the library computes", "Not tried: the formula comes first.");
            list.Skip(black, "half of it, or less", "Not tried: the formula comes first.");
            return list.Finish();
        }

        var settings = Course.SettingsFor(pipeline).Exercises;
        if (string.IsNullOrWhiteSpace(negativePrompt))
        {
            list.Add(
                black, "",
                new(
                    false, "half of it, or less", "no negative prompt",
                    "The negative prompt is empty: name what shall not be in the picture."));
            return list.Finish();
        }

        await NetworkAsync(list, network, pipeline, guide, settings.NegativePrompt, negativePrompt);
        list.Add(
            black, "The pictures moved away from what the negative prompt names, most of them.",
            await BlackAsync(pipeline, settings, negativePrompt));
        return list.Finish();
    }

    /// <summary>The share of pixels that are black or nearly so: red, green and blue all below 50 of 255.</summary>
    /// <param name="image">The picture.</param>
    public static double BlackShare(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var black = 0;
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            black += image.Pixels.Slice(i, 3).ContainsAnyExceptInRange((byte)0, BlackUpTo) ? 0 : 1;
        }

        return 3.0 * black / image.Pixels.Length;
    }

    private static void Case(
        Checklist list, Func<double[], double[], double[], double, double[]> guide, string name, string about, double[] unconditional,
        double[] negative, double[] conditional, double w)
    {
        var given = new Given(unconditional, negative, conditional);
        list.AddVector(
            name, about, Each(negative, conditional, (n, c) => n + w * (c - n)), given, () => guide(given[0], given[1], given[2], w),
            Mistakes(unconditional, negative, conditional, w));
    }

    private static async Task NetworkAsync(
        Checklist list, string name, StableDiffusionPipeline pipeline, Func<double[], double[], double[], double, double[]> guide,
        GenerationRequest request, string negativePrompt)
    {
        var without = await FirstStepAsync(pipeline, request);
        var with = await FirstStepAsync(pipeline, request with { NegativePrompt = negativePrompt });
        var w = request.GuidanceScale ?? pipeline.Prompts.DefaultGuidanceScale;
        double[] u = Widened(without.Unconditional), n = Widened(with.Unconditional), c = Widened(with.Conditional);
        var given = new Given(u, n, c);
        list.AddVector(
            name, "The library computes the same at the first step of the run.", Widened(with.Guided), given,
            () => guide(given[0], given[1], given[2], w), Mistakes(u, n, c, w));
    }

    private static async Task<DenoisingStep> FirstStepAsync(StableDiffusionPipeline pipeline, GenerationRequest request)
    {
        await foreach (var step in pipeline.DenoiseAsync(request with { Steps = 2 }))
        {
            return step;
        }

        throw new InvalidOperationException("A run has at least one step.");
    }

    private static async Task<Verdict> BlackAsync(StableDiffusionPipeline pipeline, ExerciseSettings settings, string negativePrompt)
    {
        double without = 0, with = 0;
        foreach (var seed in settings.NegativeCheckSeeds)
        {
            var request = settings.NegativePrompt with { Seed = seed };
            without += Black(await pipeline.GenerateAsync(request)) / settings.NegativeCheckSeeds.Count;
            with += Black(
                await pipeline.GenerateAsync(request with { NegativePrompt = negativePrompt })) / settings.NegativeCheckSeeds.Count;
        }

        return without < LeastShare
            ? new(
                false, "black to take out", NumberText.Of(without),
                "There is no black in this model's pictures, so this goal does not suit it. Use another model.")
            : new(with <= Left * without, $"at most {NumberText.Of(Left * without)}, half of {NumberText.Of(without)}", NumberText.Of(with),
                with > without ? "There is more black than before: the negative prompt names something that is not black, and the black "
                    + "ones are left. Name what is."
                : "There is nearly as much black as before. Look at the pictures with black in them: what do they have in common?");

        static double Black(GenerationResult result) => BlackShare(result.Image);
    }

    private static double[] Widened(IReadOnlyList<float> values) => [.. values.Select(value => (double)value)];

    private static Mistake[] Mistakes(double[] unconditional, double[] negative, double[] conditional, double w)
    {
        return
        [
            Of(
                (u, n, c) => u + w * (c - u),
                "The negative prediction is not used. It takes the place of the unconditional one, at both of its places."),
            Of(
                (u, n, c) => u + w * (c - n),
                "The direction is right, the start is not: the walk starts at the negative prediction, not at the unconditional one. "
                    + "(Walking to the prompt and away from the negative one, both from the unconditional prediction, comes to the same.)"),
            Of(
                (u, n, c) => n + w * (c - u),
                "The start is right, the direction is not: it leads from the negative prediction to the conditional one."),
            Of((u, n, c) => u + w * (c - u) - n, "The negative prediction was subtracted. It takes the place of the unconditional one."),
            Of(
                (u, n, c) => u + w * (c - u) - (n - u),
                "The negative direction was subtracted once. The negative prediction takes the place of the unconditional one."),
            Of(
                (u, n, c) => c + w * (c - n),
                "You started from the conditional prediction. Start from the negative one, and w = 1 gives the conditional one."),
            Of((u, n, c) => c + w * (n - c), "Prompt and negative prompt are swapped: this walks towards what is not wanted."),
            Of((u, n, c) => c, "This is the conditional prediction, whatever w is."),
            Of((u, n, c) => n, "This is the negative prediction, whatever w is: just what is not wanted."),
            Of(
                (u, n, c) => (u + n) / 2 + w * (c - (u + n) / 2),
                "Unconditional and negative prediction were averaged. The negative one takes the other's place."),
        ];

        Mistake Of(Func<double, double, double, double> wrong, string advice) =>
            new([.. unconditional.Select((u, i) => wrong(u, negative[i], conditional[i]))], advice);
    }
}
