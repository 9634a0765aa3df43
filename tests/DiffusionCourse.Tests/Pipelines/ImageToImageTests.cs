using DiffusionCourse.Imaging;
using DiffusionCourse.Metrics;
using DiffusionCourse.Noise;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class ImageToImageTests(EmbeddedPipeline embedded)
{
    private static readonly GenerationRequest Apple = EmbeddedPipeline.Apple with { Steps = 10 };

    private StableDiffusionPipeline Pipeline => embedded.Pipeline;

    // diffusers: t_start = n - min(int(n * strength), n).
    [Theory]
    [InlineData(10, 0.8, 8)]
    [InlineData(10, 0.25, 2)]
    [InlineData(10, 1, 10)]
    [InlineData(7, 0.5, 3)]
    [InlineData(3, 0.34, 1)]
    public async Task Of_n_steps_int_of_n_times_the_strength_are_run(int steps, double strength, int run)
    {
        var start = await PictureAsync();
        var result = await Pipeline.GenerateAsync(Apple with { Steps = steps, GuidanceScale = 1, Image = start.Image, Strength = strength, Scheduler = "ddim" });
        Assert.Equal(run, result.UNetEvaluations);
        Assert.EndsWith(FormattableString.Invariant($", strength {strength:0.##}"), result.SettingsText, StringComparison.Ordinal);
    }

    // x_t = sqrt(alpha-bar) x_0 + sqrt(1 - alpha-bar) noise at the first timestep that is run (Meng et al. 2021; Ho et al. 2020, equation 4).
    [Fact]
    public async Task A_run_starts_at_the_picture_with_noise_of_its_first_timestep()
    {
        var start = await PictureAsync();
        using var loop = Pipeline.StartLoop(Apple with { ImageLatents = start.Latents, Strength = 0.5, Scheduler = "ddim" });
        Assert.Equal(401, loop.NextTimestep);
        var signal = NoiseSchedule.ScaledLinear().AlphasCumprod[401];
        var noise = new GaussianNoise(Apple.Seed);
        foreach (var (actual, original) in loop.Latents.ToArray().Zip(start.Latents))
        {
            Assert.Equal(Math.Sqrt(signal) * original + Math.Sqrt(1 - signal) * noise.Next(), actual, 1e-5);
        }
    }

    [Fact]
    public async Task Inversion_says_that_it_goes_all_the_way()
    {
        var start = await Pipeline.GenerateAsync(Apple);
        var request = Apple with { ImageLatents = start.Latents, Scheduler = "DDIM Inverse", GuidanceScale = 1 };
        var inverted = await Pipeline.GenerateAsync(request);
        Assert.EndsWith(", strength 1", inverted.SettingsText, StringComparison.Ordinal);
        Assert.Contains("strength 1<", request.ToHtml(), StringComparison.Ordinal);
        Assert.EndsWith(", strength 0.8", (await Pipeline.GenerateAsync(request with { Scheduler = "ddim" })).SettingsText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_weaker_the_strength_the_nearer_the_picture()
    {
        var start = await PictureAsync();
        var other = Apple with { Prompt = "a green frog, flat style, white background", Image = start.Image, Seed = 7 };
        var distances = new double[3];
        foreach (var (i, strength) in new[] { 0.2, 0.6, 1 }.Index())
        {
            distances[i] = ImageMetrics.RootMeanSquaredError((await Pipeline.GenerateAsync(other with { Strength = strength })).Image.Pixels, start.Image.Pixels);
        }

        Assert.True(distances[0] < distances[1] && distances[1] < distances[2], string.Join(", ", distances));
    }

    [Fact]
    public async Task Latents_of_a_picture_start_as_the_picture_does()
    {
        var start = await PictureAsync();
        var image = await Pipeline.GenerateAsync(Apple with { Image = start.Image, Strength = 0.5 });
        var latents = await Pipeline.GenerateAsync(Apple with { ImageLatents = Pipeline.Encode(start.Image), Strength = 0.5 });
        Assert.Equal(image.Latents, latents.Latents);
        Assert.Equal(image.Image, latents.Image);
    }

    [Theory]
    [InlineData("euler-a")]
    [InlineData("dpm++2m")]
    [InlineData("lcm")]
    public async Task The_seeds_own_noise_given_as_initial_noise_gives_the_seeds_picture(string scheduler)
    {
        var request = Apple with { Scheduler = scheduler };
        var noise = new float[Pipeline.LatentChannels * 16 * 16];
        new GaussianNoise(request.Seed).Fill(noise.AsSpan());
        Assert.Equal((await Pipeline.GenerateAsync(request)).Latents, (await Pipeline.GenerateAsync(request with { InitialNoise = noise })).Latents);
    }

    [Fact]
    public async Task A_picture_of_another_shape_is_cut_and_scaled_to_the_size()
    {
        var wide = (await PictureAsync()).Image.Resize(200, 90, ImageScaling.Linear);
        var result = await Pipeline.GenerateAsync(Apple with { Image = wide, Strength = 0.5, Width = 96, Height = 64 });
        Assert.Equal((96, 64), (result.Image.Width, result.Image.Height));
        Assert.Equal(wide.Crop(55, 0, 90, 90), wide.Fit(90, 90));
    }

    [Fact]
    public async Task Encoding_and_decoding_gives_the_picture_nearly_back()
    {
        var image = (await PictureAsync()).Image;
        var rmse = ImageMetrics.RootMeanSquaredError(Pipeline.Decode(Pipeline.Encode(image)).Pixels, image.Pixels);
        Assert.InRange(rmse, 0, 6);
    }

    // Song et al. 2020, section 4.3: the noise that DDIM draws a picture from, found by going backwards.
    [Fact]
    public async Task A_picture_is_drawn_again_from_the_noise_that_inversion_finds()
    {
        var drawn = (await PictureAsync()).Image;
        var request = Apple with { Steps = 50, GuidanceScale = 1, Scheduler = "ddim" };
        var noise = await Pipeline.InvertAsync(request with { Image = drawn });
        var again = await Pipeline.GenerateAsync(request with { InitialNoise = noise });
        var rmse = ImageMetrics.RootMeanSquaredError(again.Image.Pixels, Pipeline.Decode(Pipeline.Encode(drawn)).Pixels);
        Assert.InRange(rmse, 0, 8);
        var unrelated = await Pipeline.GenerateAsync(request with { Seed = 5 });
        Assert.True(ImageMetrics.RootMeanSquaredError(unrelated.Image.Pixels, drawn.Pixels) > 4 * rmse);
    }

    public static TheoryData<string, Func<GenerationRequest, GenerationRequest>, string[]> Wrong => new()
    {
        { "no strength", request => request with { ImageLatents = new float[2048], Strength = 0 }, ["0", "above 0", "0.8"] },
        { "too strong", request => request with { ImageLatents = new float[2048], Strength = 1.5 }, ["1.5", "at most 1"] },
        { "strength that is no number", request => request with { ImageLatents = new float[2048], Strength = double.NaN }, ["NaN", "at most 1"] },
        { "strength that leaves no step", request => request with { ImageLatents = new float[2048], Strength = 0.05 }, ["0.05", "none of 10 steps", "0.1"] },
        { "strength that rounds to one step", request => request with { Steps = 3, ImageLatents = new float[2048], Strength = 0.333 }, ["none of 3 steps", "Use 0.3334 or more, or 4 steps or more"] },
        { "strength without a picture", request => request with { Strength = 0.5 }, ["0.5", "no picture"] },
        { "two pictures", request => request with { ImageLatents = new float[2048], Image = new RgbImage(1, 1, new byte[3]) }, ["Image", "ImageLatents"] },
        { "latents of another size", request => request with { ImageLatents = new float[1000] }, ["1000", "8 x 16 x 16 = 2048"] },
        { "noise of another size", request => request with { InitialNoise = new float[64] }, ["InitialNoise", "64", "2048"] },
        { "noise that is not finite", request => request with { InitialNoise = [.. Enumerable.Repeat(float.NaN, 2048)] }, ["InitialNoise", "NaN", "index 0"] },
        { "embedding of another width", request => request with { PromptEmbedding = new(new float[24 * 100], 24, 100) }, ["PromptEmbedding", "100", "128"] },
        { "embeddings of two lengths", request => request with { PromptEmbedding = new(new float[48 * 128], 48, 128) }, ["48", "24", "equally many"] },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_start_is_refused_with_its_limits_and_a_remedy(string what, Func<GenerationRequest, GenerationRequest> change, string[] expected)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Pipeline.GenerateAsync(change(Apple)));
        Assert.All(expected, text => Assert.True(error.Message.Contains(text, StringComparison.Ordinal), $"{what}: {error.Message}"));
    }

    [Fact]
    public async Task Inversion_needs_a_picture_and_takes_no_strength()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Pipeline.InvertAsync(Apple));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Pipeline.InvertAsync(Apple with { ImageLatents = new float[2048], Strength = 0.5 }));
        Assert.Contains("over all steps", error.Message, StringComparison.Ordinal);
    }

    private Task<GenerationResult> PictureAsync() => Pipeline.GenerateAsync(Apple with { Steps = 20 });
}
