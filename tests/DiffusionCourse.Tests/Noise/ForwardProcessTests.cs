using DiffusionCourse.Noise;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Noise;

public sealed class ForwardProcessTests
{
    private static readonly ForwardProcess Process = new(NoiseSchedule.ScaledLinear());

    [Fact]
    public void Noising_and_velocity_agree_with_diffusers()
    {
        double[] original = GoldenModel.Original<double>(), noise = GoldenModel.OriginalNoise<double>(), result = new double[GoldenModel.Length];
        var compared = 0;
        foreach (var recorded in GoldenFiles.Read("misc.json").GetProperty("add_noise_and_velocity").EnumerateArray()
            .Where(recorded => recorded.Optional("num_inference_steps") is null))
        {
            var t = recorded.GetProperty("t").GetInt32();
            if (recorded.GetProperty("kind").GetString() == "add_noise")
            {
                Process.AddNoise<double>(original, noise, t, result);
            }
            else
            {
                Process.Velocity<double>(original, noise, t, result);
            }

            var expected = recorded.GetProperty("out").Doubles();
            Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], result[i], 1e-11));
            compared++;
        }

        Assert.Equal(36, compared);
    }

    [Fact]
    public void Where_no_noise_was_added_there_is_none_to_find()
    {
        var process = new ForwardProcess(NoiseSchedule.FromBetas([0, 0.5]));
        var epsilon = new double[1];
        Assert.Contains("no noise yet", Assert.Throws<InvalidOperationException>(() => process.EpsilonFromOriginal<double>([1], [1], 0, epsilon)).Message, StringComparison.Ordinal);
        process.EpsilonFromOriginal<double>([1], [0], 1, epsilon);
        Assert.Equal(Math.Sqrt(2), epsilon[0], 1e-12);
    }

    [Fact]
    public void Steps_of_the_chain_add_up_to_the_jump()
    {
        // The noise of one element through two transitions has the variance that the direct jump states.
        const int last = 300;
        double scale = 1, variance = 0;
        for (var t = 0; t <= last; t++)
        {
            double[] one = [1], none = [0], result = new double[1];
            Process.Transition<double>(one, none, t, result);
            var kept = result[0];
            Process.Transition<double>(none, one, t, result);
            scale *= kept;
            variance = variance * kept * kept + result[0] * result[0];
        }

        Assert.Equal(Process.SignalScale(last), scale, 1e-12);
        Assert.Equal(Process.NoiseScale(last), Math.Sqrt(variance), 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(999)]
    public void Epsilon_original_and_velocity_give_each_other_back(int timestep)
    {
        double[] original = GoldenModel.Original<double>(), noise = GoldenModel.OriginalNoise<double>();
        var sample = new double[original.Length];
        var velocity = new double[original.Length];
        var result = new double[original.Length];
        Process.AddNoise<double>(original, noise, timestep, sample);
        Process.Velocity<double>(original, noise, timestep, velocity);

        Process.OriginalFromEpsilon<double>(sample, noise, timestep, result);
        AssertEqual(original, result);
        Process.OriginalFromVelocity<double>(sample, velocity, timestep, result);
        AssertEqual(original, result);
        Process.EpsilonFromVelocity<double>(sample, velocity, timestep, result);
        AssertEqual(noise, result);
        Process.EpsilonFromOriginal<double>(sample, original, timestep, result);
        AssertEqual(noise, result);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var original = new float[4096];
        var noise = new float[4096];
        Assert.Equal(0, Allocations.Of(() =>
        {
            Process.AddNoise<float>(original, noise, 10, noise);
            Process.Velocity<float>(original, noise, 10, noise);
            Process.OriginalFromEpsilon<float>(original, noise, 10, noise);
        }));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var buffer = new double[4];
        Assert.Contains("0 to 999", Assert.Throws<ArgumentOutOfRangeException>(() => Process.AddNoise<double>(buffer, buffer, 1000, buffer)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Process.Transition<double>(buffer, buffer, -1, buffer));
        Assert.Contains("4, 3 and 4", Assert.Throws<ArgumentException>(() => Process.AddNoise<double>(buffer, new double[3], 0, buffer)).Message, StringComparison.Ordinal);
        var emptied = new ForwardProcess(NoiseSchedule.ScaledLinear().RescaleToZeroTerminalSnr());
        Assert.Contains("no signal", Assert.Throws<InvalidOperationException>(() => emptied.OriginalFromEpsilon<double>(buffer, buffer, 999, buffer)).Message, StringComparison.Ordinal);
    }

    private static void AssertEqual(double[] expected, double[] actual) =>
        Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], actual[i], 1e-11));
}
