namespace DiffusionCourse.Exercises;

/// <summary>
/// A DDIM run recorded from diffusers 0.40.0 in double precision: Stable Diffusion 1.5's configuration, 5 steps, and in place of
/// a network a formula that anybody can compute.
/// </summary>
internal static class DdimRecording
{
    public const int Steps = 5;
    public const int Length = 16;

    /// <summary>Where the run ended.</summary>
    public static IReadOnlyList<double> FinalSample { get; } =
    [
        0.656600407298, 2.44718822013, -1.52450839733, -2.26023981109, 1.87857574932, 1.45150097467, -2.60511154187, -1.04310203349,
        2.65337929888, 0.170127171794, -3.00570230233, 0.278192502565, 2.61740226776, -1.15095674447, -2.53647022172, 1.54993707785,
    ];

    /// <summary>Where it started.</summary>
    public static double[] InitialSample() => [.. Enumerable.Range(0, Length).Select(i => Math.Sin(1.7 * i + 0.3))];

    /// <summary>What was taken for the network's epsilon.</summary>
    public static double[] Model(double[] x, double timestep) =>
        Array.ConvertAll(x, value => 0.3 * value * Math.Cos(timestep / 1000) + 0.1 * Math.Sin(value) + 0.05 * (timestep / 1000));
}
