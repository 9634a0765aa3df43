using System.Numerics;
using System.Text.Json;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Schedulers;

/// <summary>Every recorded trajectory of diffusers, step by step.</summary>
public sealed class TrajectoryTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Files => [.. GoldenFiles.Trajectories()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_trajectory_is_reproduced_in_double(string file)
    {
        var failures = GoldenCase.All(file).Select(golden => Failure(golden, () => Compare<double>(golden))).OfType<string>().ToList();
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_trajectory_is_reproduced_in_float_within_ten_times_the_recorded_gap(string file)
    {
        var failures = GoldenCase.All(file).Select(golden => Failure(golden, () => Compare<float>(golden))).OfType<string>().ToList();
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static string? Failure(GoldenCase golden, Action compare)
    {
        try
        {
            compare();
            return null;
        }
        catch (Exception exception)
        {
            return $"{golden.Id}: {exception.GetType().Name} {exception.Message}";
        }
    }

    private static void Compare<T>(GoldenCase golden)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var data = golden.Data;
        var noise = new FixedNoise();
        var run = golden.CreateScheduler().Start<T>(
            golden.Steps, GoldenModel.Length, new SchedulerRunOptions { Strength = golden.Strength, Noise = [noise] });

        var timesteps = data.GetProperty("timesteps").Doubles();
        var expectedTimesteps = timesteps[^data.GetProperty("steps").GetArrayLength()..];
        AssertClose(expectedTimesteps, run.Timesteps, 1e-9, "timesteps");
        if (data.Optional("sigmas") is { } sigmas)
        {
            AssertClose(sigmas.Doubles(), run.Sigmas, 1e-10, "sigmas");
        }

        AssertClose([data.GetProperty("init_noise_sigma").GetDouble()], [run.InitNoiseSigma], 1e-10, "init_noise_sigma");

        var sample = GoldenModel.InitialSample<T>(run.InitNoiseSigma);
        if (data.Optional("img2img") is not null)
        {
            run.AddNoise(GoldenModel.Original<T>(), GoldenModel.OriginalNoise<T>(), sample);
        }

        var exact = typeof(T) == typeof(double);
        var allowed = exact ? Tolerance : 10 * data.GetProperty("f32_max_abs_diff_any_step").GetDouble() + 1e-5;
        if (data.Optional("initial") is { } initial)
        {
            AssertClose(initial.Doubles(), Doubles(sample), allowed, "initial");
        }

        var input = new T[GoldenModel.Length];
        var output = new T[GoldenModel.Length];
        var original = new T[GoldenModel.Length];
        var call = 0;
        foreach (var step in data.GetProperty("steps").EnumerateArray())
        {
            Assert.Equal(call, run.Position);
            run.ScaleModelInput(sample, input);
            GoldenModel.Evaluate<T>(input, run.Timesteps[call], data.Optional("cfg"), output);
            if (exact)
            {
                Check(step, "model_input", input, allowed, call);
                Check(step, "model_output", output, allowed, call);
                run.PredictOriginal(output, sample, original);
                Check(step, "pred_original_sample", original, allowed, call);
            }

            noise.Step = call;
            run.Step(output, sample);
            Check(step, "sample", sample, allowed, call);
            call++;
        }

        Assert.True(run.IsFinished);
        Assert.Equal(data.GetProperty("noise_draws").GetInt32(), noise.Draws);
        if (!exact)
        {
            AssertClose(data.GetProperty("final_f32").Doubles(), Doubles(sample), 10 * data.GetProperty("f32_max_abs_diff_final").GetDouble() + 1e-5, "final_f32");
        }
    }

    private static void Check<T>(JsonElement step, string name, T[] actual, double allowed, int call)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (step.Optional(name) is { } expected)
        {
            AssertClose(expected.Doubles(), Doubles(actual), allowed, $"{name} at call {call}");
        }
    }

    private static double[] Doubles<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Array.ConvertAll(values, double.CreateChecked);

    private static void AssertClose(double[] expected, IReadOnlyList<double> actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Count, $"{what}: expected {expected.Length} values, got {actual.Count}");
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(expected[i] - actual[i]) / Math.Max(1, Math.Abs(expected[i]));
            Assert.True(error <= tolerance, $"{what}[{i}]: expected {expected[i]}, got {actual[i]}, error {error:g3} > {tolerance:g3}");
        }
    }
}
