using System.Text.Json;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Models;

/// <summary>models/catalog.json: complete, consistent, and without numbers that only the hub can know.</summary>
public sealed class ModelCatalogueTests
{
    public static TheoryData<string> Names => [.. ModelCatalogue.Models.Select(model => model.Name)];

    [Fact]
    public void The_models_of_the_course_are_there()
        => Assert.Equal(["sd15", "sd15-fp16", "lcm-dreamshaper", "taesd"], ModelCatalogue.Models.Select(model => model.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_can_be_pulled_and_used(string name)
    {
        var model = ModelCatalogue.Find(name)!;
        var source = ModelSource.Parse(name);
        Assert.Equal((model.Repository, model.Revision), (source.Repository.ToString(), source.Revision));
        Assert.True(Uri.TryCreate(model.Licence.Text, UriKind.Absolute, out _));
        Assert.NotEmpty(model.Files.Required);
        Assert.All(model.Files.Required, path => Assert.True(source.Selection.Takes(path), path));
        Assert.All(["unet/weights.pb", "unet/model.onnx_data", "unet/model.onnx.data"], path => Assert.True(source.Selection.Takes(path), path));
        Assert.All(["unet/diffusion_pytorch_model.safetensors", "text_encoder/flax_model.msgpack", "v1-5-pruned.ckpt", "unet/diffusion_pytorch_model.bin"], path => Assert.False(source.Selection.Takes(path), path));
        if (model.Defaults is { } defaults)
        {
            Assert.NotEmpty(model.Prompts);
            Assert.Equal(defaults.Scheduler, Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, defaults.Scheduler).Name);
            var prompts = ModelPrompts.Of(model);
            Assert.Equal((defaults.Steps, defaults.GuidanceScale, defaults.Scheduler, model.Prompts), (prompts.DefaultSteps, prompts.DefaultGuidanceScale, prompts.DefaultScheduler, prompts.Examples));
            Assert.False(prompts.AreListed);
        }
    }

    [Fact]
    public void A_user_narrows_what_the_catalogue_names_or_names_other_files()
    {
        var files = ModelSource.Parse("sd15").Selection;
        Assert.Same(files.Include, files.Narrowed([], []).Include);
        var without = files.Narrowed([], ["unet/*"]);
        Assert.False(without.Takes("unet/model.onnx"));
        Assert.False(without.Takes("vae_decoder/diffusion_pytorch_model.safetensors"));
        Assert.True(without.Takes("vae_decoder/model.onnx"));
        Assert.DoesNotContain("unet/model.onnx", without.Required);
        Assert.Contains("vae_decoder/model.onnx", without.Required);
        var others = files.Narrowed(["*.safetensors"], ["unet/*"]);
        Assert.True(others.Takes("vae_decoder/diffusion_pytorch_model.safetensors"));
        Assert.False(others.Takes("unet/diffusion_pytorch_model.safetensors"));
        Assert.Empty(others.Required);
    }

    [Fact]
    public void It_states_no_size_and_no_hash()
    {
        var text = File.ReadAllText(Path.Combine(CourseCommand.RepositoryRoot, "models", "catalog.json"));
        Assert.DoesNotMatch("[0-9a-f]{40}", text);
        using var json = JsonDocument.Parse(text);
        Assert.All(json.RootElement.GetProperty("models").EnumerateArray(), model => Assert.All(["size", "bytes", "sha256", "etag"], field => Assert.False(model.TryGetProperty(field, out _))));
    }

    [Theory]
    [InlineData("SD15-FP16", "nmkd/stable-diffusion-1.5-onnx-fp16", "main")]
    [InlineData("sd15@a1b2c3", "onnx-community/stable-diffusion-v1-5-ONNX", "a1b2c3")]
    [InlineData("owner/name", "owner/name", "main")]
    [InlineData("owner/name.v1_2-x@refs/pr/3", "owner/name.v1_2-x", "refs/pr/3")]
    public void A_name_is_of_the_catalogue_or_a_repository(string name, string repository, string revision)
    {
        var source = ModelSource.Parse(name);
        Assert.Equal((repository, revision), (source.Repository.ToString(), source.Revision));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sd16")]
    [InlineData("owner/")]
    [InlineData("../name")]
    [InlineData("owner/..")]
    [InlineData("owner/name/more")]
    [InlineData("owner/na me")]
    [InlineData("owner/name@")]
    [InlineData("owner/name@../main")]
    [InlineData("own--er/name")]
    [InlineData("owner/name.git")]
    [InlineData("-owner/name")]
    public void Anything_else_is_refused_with_what_there_is(string name)
        => Assert.Contains("sd15-fp16", Assert.Throws<ModelException>(() => ModelSource.Parse(name)).Message, StringComparison.Ordinal);
}
