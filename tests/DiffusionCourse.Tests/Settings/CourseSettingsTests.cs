using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Settings;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Settings;

[Collection(EmbeddedModelGroup.Name)]
public sealed class CourseSettingsTests(EmbeddedPipeline embedded)
{
    private static readonly InferenceDevice Cuda = new(IsCuda: true, "a GPU, for the test");
    private static readonly InferenceDevice Cpu = new(IsCuda: false, "no GPU, for the test");
    private static readonly ModelPrompts AnyText = new();

    private static CourseSettings Full => CourseSettings.For(AnyText, Cuda, 512, 512);

    private static CourseSettings Patient => CourseSettings.For(AnyText, Cpu, 512, 512);

    private CourseSettings Small => Course.SettingsFor(embedded.Pipeline);

    [Fact]
    public void The_scale_follows_model_and_device()
    {
        Assert.Equal(CourseScale.Full, Full.Scale);
        Assert.Equal(CourseScale.Patient, Patient.Scale);
        Assert.Equal(CourseScale.Small, Small.Scale);
        Assert.Equal(CourseScale.Small, CourseSettings.For(embedded.Pipeline.Prompts, Cuda, 64, 64).Scale);
    }

    [Fact]
    public void On_Stable_Diffusion_with_a_GPU_the_numbers_are_those_of_the_original_course()
    {
        var s = Full;
        Assert.Equal(7.5, s.GuidanceScale);
        Assert.Equal("A beautiful sunset over mountain peaks, oil painting style", s.FirstPicture.Request.Prompt);
        Assert.Equal((20, 42UL), (s.FirstPicture.Request.Steps, s.FirstPicture.Request.Seed));
        Assert.Equal([1, 7.5, 15], s.GuidanceMathematics.DemonstratedScales);
        Assert.Equal((200, 10.0, 42UL, 0.1), (s.GuidanceMathematics.Points, s.GuidanceMathematics.End, s.GuidanceMathematics.NoiseSeed, s.GuidanceMathematics.NoiseDeviation));
        Assert.Equal(("A photorealistic cat wearing a tiny crown, sitting on a red velvet throne", 25), (s.GuidanceScales.Request.Prompt, s.GuidanceScales.Request.Steps));
        Assert.Equal("A serene Japanese garden with a stone path, cherry blossoms, watercolor style", s.StepCount.Prompt);
        Assert.Equal("A fantasy castle on a floating island, dramatic lighting, digital art", s.QualityAndSpeed.Request.Prompt);
        Assert.Equal("A detailed portrait of a wise old wizard, fantasy art, detailed", s.GuidanceBySteps.Prompt);
        Assert.Equal([50, 20, 10], s.Optimisation.Steps);
        Assert.Equal((256, 256), (s.Optimisation.SmallWidth, s.Optimisation.SmallHeight));
        Assert.Equal("A mountain landscape at golden hour, photography", s.Optimisation.Request.Prompt);
        Assert.Equal((30, "ddim", 5), (s.Denoising.Request.Steps, s.Denoising.Request.Scheduler, s.Denoising.Every));
        Assert.Equal("A vibrant coral reef with tropical fish, underwater photography", s.Denoising.Request.Prompt);
        Assert.Equal((64, 8), (s.Noise.BoardSide, s.Noise.BlockSide));
        Assert.Equal([0, 50, 200, 500, 750, 999], s.Noise.Timesteps);
        Assert.All(Requests(s), request => Assert.Equal((null, null), ((object?)request.Width, (object?)request.Height)));
    }

    [Fact]
    public void Where_the_original_had_one_seed_there_are_several_and_its_own_comes_first()
    {
        Assert.All(new[] { Full, Patient, Small }, s => Assert.Equal((42UL, true), (s.QualityAndSpeed.Seeds[0], s.QualityAndSpeed.Seeds.Count > 1)));
    }

    [Fact]
    public void Without_a_GPU_Stable_Diffusion_draws_smaller_and_fewer_pictures()
    {
        Assert.All(Requests(Patient), request => Assert.Equal((256, 256), (request.Width, request.Height)));
        Assert.True(Evaluations(Patient) * 4 < Evaluations(Full), $"{Evaluations(Patient)} against {Evaluations(Full)} steps");
        Assert.Equal(64, CourseSettings.For(AnyText, Cpu, 64, 64).FirstPicture.Request.Width);
    }

    [Fact]
    public void An_export_of_one_size_is_asked_for_no_other()
    {
        foreach (var device in new[] { Cuda, Cpu })
        {
            var settings = CourseSettings.For(AnyText, device, 512, 512, hasFixedSize: true);
            Assert.All(Requests(settings), request => Assert.Equal((512, 512), (request.Width ?? 512, request.Height ?? 512)));
            Assert.Equal((512, 512), (settings.Optimisation.SmallWidth, settings.Optimisation.SmallHeight));
        }
    }

    [Fact]
    public void Every_scale_holds_together()
    {
        Assert.All(new[] { Full, Patient, Small }, s =>
        {
            Assert.DoesNotContain(s.Noise.NoiseSeed, (ulong[])[s.Noise.Request.Seed, s.Noise.ByHand.Seed]);
            Assert.Equal(s.Optimisation.Steps.OrderDescending(), s.Optimisation.Steps);
            Assert.All(s.GuidanceMathematics.MeasuredScales, w => Assert.True(w > 1));
            Assert.InRange(s.Noise.ByHandCall, 2, s.Noise.ByHand.Steps - 1);
            Assert.Equal(0, s.Noise.BoardSide % s.Noise.BlockSide);
        });
    }

    [Fact]
    public void Lists_of_a_notebook_get_shorter_where_a_picture_takes_long_and_keep_their_ends()
    {
        int[] steps = [1, 2, 3, 5, 10, 25, 50];
        Assert.Equal(steps, Course.FitSteps(embedded.Pipeline, steps));
        Assert.Equal([1, 3, 20], Course.Thin<double>([1, 2, 3, 7.5, 20], 3));
        Assert.Equal([7], Course.Thin([7], 3));
        Assert.Throws<ArgumentException>(() => Course.Fit<double>(embedded.Pipeline));
    }

    [Fact]
    public async Task The_pipeline_takes_every_request()
    {
        foreach (var request in Requests(Small).Append(Small.Optimisation.Request with { Width = Small.Optimisation.SmallWidth, Height = Small.Optimisation.SmallHeight }))
        {
            await foreach (var step in embedded.Pipeline.DenoiseAsync(request))
            {
                Assert.Empty(step.Notices);
                break;
            }
        }
    }

    [Fact]
    public void Threads_go_from_one_to_all_cores()
    {
        Assert.Equal(1, Full.Optimisation.Threads[0]);
        Assert.Equal(Environment.ProcessorCount, Full.Optimisation.Threads[^1]);
        Assert.Equal(Full.Optimisation.Threads.Distinct().Order(), Full.Optimisation.Threads);
    }

    [Fact]
    public void The_settings_show_themselves_as_a_table() =>
        Assert.Contains("4\ta robot, glossy style, green background\t15\t3\tseeds 1, 2, 3, 4, 5, 6", Small.ToString(), StringComparison.Ordinal);

    private static GenerationRequest[] Requests(CourseSettings s) =>
    [
        s.FirstPicture.Request, s.GuidanceMathematics.Request, s.GuidanceScales.Request, s.GuidanceScales.OpenRequest, s.StepCount,
        s.QualityAndSpeed.Request, s.GuidanceBySteps, s.Optimisation.Request, s.Denoising.Request, s.Noise.Request, s.Noise.ByHand, s.Cost.Request, s.Takeaways.Request,
    ];

    private static int Evaluations(CourseSettings s) => Requests(s).Sum(request => request.Steps * (request.Width ?? 512) * (request.Height ?? 512) / (512 * 512 / 4));
}
