using System.Globalization;
using System.Text.RegularExpressions;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Schedulers;

/// <summary>The equations that a plan prints, read back from their text and worked out, against what the run computes.</summary>
public sealed partial class EquationTests
{
    private const int Length = GoldenModel.Length;

    public static TheoryData<string> Names => [.. Scheduler.Known.Select(known => known.Name)];

    public static TheoryData<string> Files => [.. GoldenFiles.Trajectories()];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_printed_equations_are_what_runs(string name)
    {
        foreach (var predicted in new[] { "epsilon", "v_prediction", "sample" }.Where(predicted => predicted != "sample" || (name != "pndm" && !name.StartsWith("edm-", StringComparison.Ordinal))))
        {
            var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15 with { PredictionType = predicted, SetAlphaToOne = name != "ddim-inverse" }, name);
            Compare(scheduler.Preview(7), predicted);
            if (name != "ddim-inverse")
            {
                Compare(scheduler.Preview(20, 0.5), predicted + ", strength 0.5");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_printed_equations_are_what_runs_for_every_recorded_configuration(string file)
    {
        foreach (var golden in GoldenCase.All(file).DistinctBy(golden => (golden.Overrides.ToString(), golden.Data.Optional("step_kwargs")?.ToString(), golden.Strength)))
        {
            Compare(golden.CreateScheduler().Preview(golden.Steps, golden.Strength), golden.Id);
        }
    }

    [Theory]
    [InlineData("ddim", "t = 751: x <- 0.5244 x0 + 0.8515 eps; x0 = 4.236 x - 4.117 eps; eps = model(x)")]
    [InlineData("euler", "t = 666: x <- x - 1.986 eps; eps = model(0.3242 x)")]
    [InlineData("dpm++2m", "t = 749: x <- 0.8758 x + 0.4323 m - 0.1151 m[-1]; m = x0; x0 = 4.202 x - 4.082 eps; eps = model(x)")]
    [InlineData("pndm", "t = 501: x <- 1.563 x - 1.138 m + 0.3793 m[-2]; m = eps; eps = model(x)")]
    public void A_step_reads_as_in_its_paper(string name, string expected) =>
        Assert.Contains(expected, Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name).Preview(4).Equations.Select(equations => equations.ToString()));

    [Fact]
    public void Numbers_are_written_in_the_format_that_is_asked_for()
    {
        var equation = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "ddim").Preview(4).Equations[0].Update;
        Assert.Equal(equation.Terms[0].Factor, double.Parse($"{equation:R}".Split(' ')[2], CultureInfo.InvariantCulture));
        Assert.Equal("x <- 0.5 x0 + 0.9 eps", $"{equation:0.0}");
        Assert.Equal(["x0", "eps"], equation.Terms.Select(term => term.Symbol));
    }

    [Fact]
    public void A_limit_of_x0_is_part_of_the_equation()
    {
        var clamped = SchedulerConfig.StableDiffusion15 with { ClipSample = true, ClipSampleRange = 2 };
        Assert.Contains("x0 = clamp(", Scheduler.FromConfig(clamped, "ddim").Preview(4).Equations[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(", -2, 2)", Scheduler.FromConfig(clamped, "ddim").Preview(4).Equations[0].ToString(), StringComparison.Ordinal);
        var thresholded = SchedulerConfig.StableDiffusion15 with { Thresholding = true, SampleMaxValue = 3 };
        Assert.Contains(", 0.995, 3)", Scheduler.FromConfig(thresholded, "unipc").Preview(4).Equations[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("euler")]
    [InlineData("euler-a")]
    [InlineData("kdpm2")]
    [InlineData("heun")]
    public void The_last_step_of_a_model_that_predicts_x0_is_its_prediction(string name)
    {
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15 with { PredictionType = "sample" }, name);
        Assert.All(Enumerable.Range(2, 30), steps => Assert.Contains(scheduler.Preview(steps).Equations[^1].Update.ToString(), new[] { "x <- out", "x <- x0" }));
    }

    private static void Compare(SchedulerPreview preview, string what)
    {
        var noise = new FixedNoise();
        var run = preview.Start<double>(Length, [noise]);
        var program = new Program(GoldenModel.InitialSample<double>(preview.InitNoiseSigma));
        double[] sample = [.. program.Sample], input = new double[Length], output = new double[Length];
        while (!run.IsFinished)
        {
            var call = run.Position;
            noise.Step = call;
            program.Run(preview.Equations[call], call);
            run.ScaleModelInput(sample, input);
            GoldenModel.Evaluate<double>(input, run.Timesteps[call], null, output);
            run.Step(output, sample);
            for (var i = 0; i < Length; i++)
            {
                var error = Math.Abs(sample[i] - program.Sample[i]) / Math.Max(1, Math.Abs(sample[i]));
                Assert.True(error <= 1e-9, $"{what}, call {call}, element {i}: ran {sample[i]:R}, printed {program.Sample[i]:R} by {preview.Equations[call]}");
            }
        }
    }

    /// <summary>What a reader with a calculator does: the lines of a call from the last to the first, then the stored predictions grow older.</summary>
    private sealed partial class Program(double[] sample)
    {
        private readonly Dictionary<string, double[]> _values = new() { ["x"] = sample };
        private readonly List<double[]> _stored = [];

        public double[] Sample => _values["x"];

        public void Run(StepEquations equations, int call)
        {
            var text = equations.ToString("R", CultureInfo.InvariantCulture);
            Assert.StartsWith("t = ", text, StringComparison.Ordinal);
            _values["z"] = [.. Enumerable.Range(0, Length).Select(i => Math.Cos(0.9 * i + 1.3 * call))];
            foreach (var line in text[(text.IndexOf(": ", StringComparison.Ordinal) + 2)..].Split("; ").Reverse())
            {
                var sides = line.Split(line.Contains("<-", StringComparison.Ordinal) ? " <- " : " = ");
                var value = Right(sides[1], equations.Timestep);
                if (sides[0] == "m")
                {
                    _stored.Insert(0, value);
                }
                else
                {
                    _values[sides[0]] = value;
                }
            }
        }

        private double[] Right(string text, double timestep)
        {
            if (Function().Match(text) is not { Success: true } function)
            {
                return Sum(text);
            }

            double[] of = Sum(function.Groups["sum"].Value), result = new double[Length];
            double[] numbers = [.. function.Groups["number"].Captures.Select(capture => double.Parse(capture.Value, CultureInfo.InvariantCulture))];
            switch (function.Groups["name"].Value)
            {
                case "model":
                    GoldenModel.Evaluate<double>(of, timestep, null, result);
                    return result;
                case "clamp":
                    return [.. of.Select(value => Math.Clamp(value, numbers[0], numbers[1]))];
                default:
                    double[] sorted = [.. of.Select(Math.Abs).Order()];
                    var rank = numbers[0] * (Length - 1);
                    var low = (int)rank;
                    var quantile = sorted[low] + (rank - low) * (sorted[Math.Min(low + 1, Length - 1)] - sorted[low]);
                    var limit = Math.Clamp(quantile, 1, numbers[1]);
                    return [.. of.Select(value => Math.Clamp(value, -limit, limit) / limit)];
            }
        }

        private double[] Sum(string text)
        {
            var sum = new double[Length];
            var end = 0;
            foreach (Match term in Term().Matches(text))
            {
                Assert.Equal(end, term.Index);
                end = term.Index + term.Length;
                var factor = term.Groups["factor"].Success ? double.Parse(term.Groups["factor"].Value, CultureInfo.InvariantCulture) : 1;
                var values = Values(term.Groups["symbol"].Value);
                for (var i = 0; i < Length; i++)
                {
                    sum[i] += (term.Groups["sign"].Value.Contains('-', StringComparison.Ordinal) ? -factor : factor) * values[i];
                }
            }

            Assert.True(end == text.Length || text == "0", $"'{text}' is read up to {end}");
            return sum;
        }

        private double[] Values(string symbol) => symbol == "m" ? _stored[0]
            : symbol.StartsWith("m[-", StringComparison.Ordinal) ? _stored[int.Parse(symbol[3..^1], CultureInfo.InvariantCulture)]
            : _values[symbol];

        [GeneratedRegex(@"^(?<name>[a-z]+)\((?<sum>[^,()]+)(, (?<number>[^,()]+))*\)$")]
        private static partial Regex Function();

        [GeneratedRegex(@"(?<sign>^-?| [+-] )((?<factor>[0-9.]+(E[+-][0-9]+)?) )?(?<symbol>x_start|x0|x|eps|v|out|z|m\[-[0-9]+\]|m)")]
        private static partial Regex Term();
    }
}
