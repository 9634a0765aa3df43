using DiffusionCourse.Cost;
using DiffusionCourse.Exercises;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Exercises;

[Collection(EmbeddedModelGroup.Name)]
public sealed class CostEstimateExerciseTests(EmbeddedPipeline embedded)
{
    private delegate CostEstimate? Rule(ModelCost cost, int calls, double w, double flops);

    [Fact]
    public void The_estimate_passes() => CheckAssert.Passes(Check((cost, calls, w, flops) => Right(cost, calls, w, flops)));

    [Fact]
    public void The_stub_fails() => CheckAssert.Fails(Check((_, calls, _, _) => new(calls, 0, 0)), "two evaluations");

    [Fact]
    public void Mistakes_are_named()
    {
        Named("every call makes two evaluations", (cost, calls, w, flops) => Right(cost, calls, 1, flops));
        Named("a call makes one evaluation", (cost, calls, w, flops) => Right(cost, calls, 2, flops));
        Named("one is two", (cost, calls, w, flops) => Scaled(Right(cost, calls, w, flops), 0.5));
        Named("VAE decoder is missing", (cost, calls, w, flops) => Of(cost, calls, w, flops, 0));
        Named("VAE decoder was counted twice", (cost, calls, w, flops) => Of(cost, calls, w, flops, 2));
        Named("Off by a thousand", (cost, calls, w, flops) => Scaled(Right(cost, calls, w, flops), 1000));
        Named("bring both to the same unit", (cost, calls, w, flops) => Right(cost, calls, w, flops) with { Seconds = Right(cost, calls, w, flops).TFlop / flops });
        Named("upside down", (cost, calls, w, flops) => Right(cost, calls, w, flops) with { Seconds = flops / (Right(cost, calls, w, flops).TFlop * 1e12) });
        Named("rest follows from it", (cost, calls, w, flops) => Right(cost, calls, w, flops) with { Evaluations = 7 });
        Named("text encoder", (cost, calls, w, flops) => Without(cost, calls, w, flops, w > 1 ? 2 : 1));
        Named("text encoder", (cost, calls, w, flops) => Without(cost, calls, w, flops, w > 1 ? 1 : 0));
        Named("a call makes one evaluation", (cost, calls, w, flops) => Right(cost, calls, w == 1 ? 1 : 2, flops));
        Named("The time is not within 2 %", (cost, calls, w, flops) => Right(cost, calls, w, flops) with { Seconds = 1.1 * Right(cost, calls, w, flops).Seconds });
        Named("The answer is null", (_, _, _, _) => null);
        Named("not within 2 %", (_, calls, w, _) => new(w > 1 ? 2 * calls : calls, double.NaN, double.NaN));
        Named("threw", (_, _, _, _) => throw new InvalidOperationException());
    }

    [Fact]
    public async Task Predictions_within_a_factor_of_two_pass()
    {
        CheckAssert.Passes(await CheckAsync(Time));
        CheckAssert.Passes(await CheckAsync(request => 1.9 * Time(request)));
        CheckAssert.Passes(await CheckAsync(request => Time(request) / 1.9));
    }

    [Fact]
    public async Task Predictions_beyond_it_do_not()
    {
        CheckAssert.Fails(await CheckAsync(request => 2.1 * Time(request)), "too long");
        CheckAssert.Fails(await CheckAsync(request => Time(request) / 2.1), "too short");
        CheckAssert.Fails(await CheckAsync(request => request.Steps * 0.01), "too short");
        CheckAssert.Fails(await CheckAsync(_ => 0.4), "too short");
        CheckAssert.Fails(await CheckAsync(_ => 0), "above 0");
        CheckAssert.Fails(await CheckAsync(_ => double.NaN), "above 0");
        CheckAssert.Fails(await CheckAsync(_ => throw new InvalidOperationException()), "threw");
    }

    [Theory]
    [InlineData(1e-4, "too short")]
    [InlineData(1000, "too long")]
    public async Task Pictures_are_drawn_to_measure(double seconds, string advice)
    {
        var result = await Exercise.CostEstimate.CheckAsync(embedded.Pipeline, _ => seconds);
        CheckAssert.Fails(result, advice);
        Assert.All(result.Cases, one => Assert.Equal(CaseOutcome.Wrong, one.Outcome));
    }

    private static double Time(GenerationRequest request) => request.Steps * (request.GuidanceScale > 1 ? 0.03 : 0.012);

    private static Task<CheckResult> CheckAsync(Func<GenerationRequest, double> predict) =>
        Exercise.CostEstimate.CheckAsync(new("a cat") { Steps = 20 }, predict, (request, _) => Task.FromResult(Time(request)));

    private static CostEstimate Right(ModelCost cost, int calls, double w, double flops) => Of(cost, calls, w, flops, 1);

    private static CostEstimate Of(ModelCost cost, int calls, double w, double flops, int decodings)
    {
        var evaluations = w > 1 ? 2 * calls : calls;
        var gflop = 2 * (evaluations * cost.UNet.GMac + decodings * cost.VaeDecoder.GMac + cost.TextEncoder.GMac * (w > 1 ? 2 : 1));
        return new(evaluations, gflop / 1000, gflop * 1e9 / flops);
    }

    private static CostEstimate Without(ModelCost cost, int calls, double w, double flops, int texts)
    {
        var whole = Right(cost, calls, w, flops);
        var tflop = whole.TFlop - 2 * texts * cost.TextEncoder.GMac / 1000;
        return whole with { TFlop = tflop, Seconds = tflop * 1e12 / flops };
    }

    private static CostEstimate Scaled(CostEstimate estimate, double factor) => new(estimate.Evaluations, factor * estimate.TFlop, factor * estimate.Seconds);

    private static CheckResult Check(Rule rule) => Exercise.CostEstimate.Check((cost, calls, w, flops) => rule(cost, calls, w, flops)!);

    private static void Named(string advice, Rule rule) => CheckAssert.Fails(Check(rule), advice);
}
