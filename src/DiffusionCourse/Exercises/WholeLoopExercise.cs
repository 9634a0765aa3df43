using DiffusionCourse.Imaging;
using DiffusionCourse.Metrics;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Exercises;

/// <summary>
/// Exercise 12: write the loop from prompt to picture by public calls, with a scheduler that scales its input and its noise.
/// </summary>
public sealed class WholeLoopExercise : CourseExercise
{
    // Sums in another order than the library's may round another way.
    private const int LargestRounding = 3;
    private const int Steps = 6;

    internal WholeLoopExercise(TimeSpan? limit = null)
        : base("Exercise 12, the whole loop", limit ?? TimeSpan.FromMinutes(10))
    {
    }

    /// <summary>Compares the answer's pictures with the pipeline's.</summary>
    /// <param name="pipeline">The pipeline that the answer draws with.</param>
    /// <param name="answer">Draws with Euler's scheduler: from a request's prompt, steps, guidance scale and seed to the picture.</param>
    public CheckResult Check(StableDiffusionPipeline pipeline, Func<GenerationRequest, RgbImage> answer)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(answer);
        var list = Start();
        string[] prompts = pipeline.Prompts.AreListed
            ? [$"a {pipeline.Prompts.Concepts[0]}", $"a {pipeline.Prompts.Concepts[^1]}"]
            : ["a red apple", "a castle"];
        Case("a prompt, w = 3", "Every part of the loop is right.", new(prompts[0]) { GuidanceScale = 3 });
        Case("another prompt and seed", "Prompt and seed come from the request.", new(prompts[1]) { GuidanceScale = 3, Seed = 7 });
        Case("w = 7.5", "The guidance scale comes from the request.", new(prompts[0]) { GuidanceScale = 7.5 });
        Case("other steps", "The steps come from the request.", new(prompts[0]) { GuidanceScale = 3, Steps = Steps - 2 });
        return list.Finish();

        void Case(string name, string about, GenerationRequest request)
        {
            request =
                request with { Scheduler = "euler", Steps = request.Steps == new GenerationRequest("").Steps ? Steps : request.Steps };
            var expected = Draw(request);
            list.Add(name, about, "the pipeline's picture", () => answer(request), found => Judge(found, expected, request, Draw));
        }

        RgbImage Draw(GenerationRequest request) => pipeline.GenerateAsync(request).GetAwaiter().GetResult().Image;
    }

    private static Verdict Judge(RgbImage? found, RgbImage expected, GenerationRequest request, Func<GenerationRequest, RgbImage> draw)
    {
        const string Asked = "the pipeline's picture";
        if (found is null || found.Width != expected.Width || found.Height != expected.Height)
        {
            return new(
                false, Asked, found is null ? "null" : Invariant($"{found.Width} x {found.Height} pixels"),
                "Return pipeline.Decode of the last sample.");
        }

        var off = Largest(found, expected);
        if (off <= LargestRounding)
        {
            return new(true, Asked, off == 0 ? "the same, to the last bit" : Invariant($"the same up to {off} of 255"));
        }

        (GenerationRequest Instead, string Advice)[] mistakes =
        [
            (request with { GuidanceScale = 1 }, "This is the conditional prediction alone: the guidance is missing."),
            (request with { Prompt = "", GuidanceScale = 1 }, "This is the unconditional prediction alone: the prompt is missing."),
            (request with { Scheduler = "ddim" }, "This is DDIM's picture: Euler's scheduler is asked for."),
            (request with { Seed = 42 }, "This is the picture of seed 42: take the request's."),
            (request with { GuidanceScale = 3 }, "This is the picture for w = 3: take the request's."),
            (request with { Steps = Steps }, $"This is the picture of {Steps} steps: take the request's."),
        ];
        var distance = ImageMetrics.RootMeanSquaredError(found.Pixels, expected.Pixels);
        return new(false, Asked, Invariant($"another picture, RMSE {distance:0.0} of 255"),
            [
                .. mistakes.Where(mistake => mistake.Instead != request && Largest(found, draw(mistake.Instead)) <= LargestRounding)
                .Select(mistake => mistake.Advice)
            ])
        {
            Otherwise =
                "Look at the two calls that DDIM does without: multiply the noise by run.InitNoiseSigma, and give the network what "
                    + "run.ScaleModelInput makes of the sample. Then look at the order: unconditional + w (conditional - unconditional).",
        };
    }

    private static int Largest(RgbImage one, RgbImage other)
    {
        var largest = 0;
        for (var i = 0; i < one.Pixels.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(one.Pixels[i] - other.Pixels[i]));
        }

        return largest;
    }
}
