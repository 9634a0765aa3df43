namespace DiffusionCourse.Settings;

public sealed partial record CourseSettings
{
    private const int LeastSide = 64;

    /// <summary>
    /// The original course's experiments in half of the width and height, where the model takes them, with the fewest pictures that still
    /// show the point.
    /// </summary>
    private static CourseSettings Patient(double guidanceScale, int width, int height, bool hasFixedSize)
    {
        var full = Full(guidanceScale, width, height, hasFixedSize);
        int usualWidth = Shorter(width), usualHeight = Shorter(height);
        int Shorter(int side) => hasFixedSize ? side : Half(side);
        Pipelines.GenerationRequest Less(Pipelines.GenerationRequest request, int steps) =>
            request with { Steps = steps, Width = usualWidth, Height = usualHeight };
        return full with
        {
            Scale = CourseScale.Patient,
            Reason =
                "a model that takes any text, without a GPU on this machine: "
                + Invariant($"pictures of {usualWidth} x {usualHeight} pixels and short lists"),
            FirstPicture = new(Less(full.FirstPicture.Request, 10), [1, 2]),
            GuidanceMathematics =
                full.GuidanceMathematics with { Request = Less(full.GuidanceMathematics.Request, 8), MeasuredScales = [3, 15] },
            GuidanceScales = full.GuidanceScales with
            {
                Request = Less(full.GuidanceScales.Request, 10),
                MeasuredPrompts = [full.Prompts.TestImage],
                OpenRequest = Less(full.GuidanceScales.OpenRequest, 10),
                NegativeSeeds = [1, 2],
            },
            StepCount = Less(full.StepCount, 10),
            QualityAndSpeed = new(Less(full.QualityAndSpeed.Request, 10), [Seed, 43]),
            GuidanceBySteps = Less(full.GuidanceBySteps, 10),
            Optimisation = full.Optimisation with
            {
                Request = Less(full.Optimisation.Request, 10),
                Steps = [20, 10, 5],
                SmallWidth = Shorter(usualWidth),
                SmallHeight = Shorter(usualHeight),
                Repetitions = 1,
                RepeatedSteps = 3,
                IntervalSteps = 10,
                Threads = [.. new[] { 1, Environment.ProcessorCount }.Distinct()],
            },
            Denoising = new(Less(full.Denoising.Request, 12), 3, 3),
            Noise = full.Noise with { Request = Less(full.Noise.Request, 10), ByHand = Less(full.Noise.ByHand, 5), ByHandCall = 3 },
            Cost = full.Cost with { Request = Less(full.Cost.Request, 5), Runs = 1, Repetitions = 1 },
            Takeaways = new(Less(full.Takeaways.Request, 8), [1]),
        };
    }

    private static int Half(int side) => Math.Max(LeastSide, side / 2 / LeastSide * LeastSide);
}
