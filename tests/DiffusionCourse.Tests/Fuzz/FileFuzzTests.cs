using System.Text;
using DiffusionCourse.Imaging;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Cli;
using DiffusionCourse.Tests.Display;
using DiffusionCourse.Tests.Imaging;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Fuzz;

/// <summary>Damaged pictures, latents and scheduler configurations through their readers.</summary>
[Collection(ProcessWideTests.Name)]
public sealed class FileFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const long Megabyte = 1 << 20;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Damaged_pictures_give_a_picture_or_an_error_that_names_the_file()
    {
        var path = _folder.File("picture");
        byte[][] files = [.. Pictures()];
        await Fuzzing.RunAsync(2000, 512 * Megabyte, output, random =>
        {
            File.WriteAllBytes(path, Damage.Bytes(files[random.Next(files.Length)], random));
            var picture = RgbImage.Load(path);
            Assert.Equal(picture.Width * picture.Height * 3, picture.Pixels.Length);
            return Task.CompletedTask;
        }, error => error is InvalidDataException && error.Message.Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Damaged_latents_give_numbers_or_an_error_that_names_the_file()
    {
        var path = _folder.File("latents.npy");
        LatentFile.Save(path, new float[4 * 8 * 8], 4, 8, 8);
        var file = File.ReadAllBytes(path);
        await Fuzzing.RunAsync(2000, 4 * Megabyte, output, random =>
        {
            // Most of the file is values, whose damage nobody can see.
            var header = Damage.Bytes(file[..128], random);
            File.WriteAllBytes(path, random.Next(4) == 0 ? Damage.Bytes(file, random) : [.. header, .. file[128..]]);
            LatentFile.Load(path);
            return Task.CompletedTask;
        }, error => error is InvalidDataException && error.Message.Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Damaged_scheduler_configurations_give_a_plan_or_an_error_that_names_the_file_or_the_field()
    {
        var path = _folder.File("scheduler_config.json");
        var file = Encoding.UTF8.GetBytes(SchedulerConfig.StableDiffusion15.ToJson());
        string[] fields =
        [
            "num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "trained_betas", "prediction_type", "timestep_spacing", "steps_offset", "rescale_betas_zero_snr", "set_alpha_to_one",
            "skip_prk_steps", "clip_sample", "clip_sample_range", "thresholding", "dynamic_thresholding_ratio", "sample_max_value", "variance_type", "solver_order", "algorithm_type", "solver_type",
            "lower_order_final", "euler_at_final", "use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas", "use_flow_sigmas", "final_sigmas_type", "lambda_min_clipped",
            "sigma_min", "sigma_max", "interpolation_type", "timestep_type", "predict_x0", "disable_corrector", "original_inference_steps", "timestep_scaling",
        ];
        await Fuzzing.RunAsync(2000, 512 * Megabyte, output, random =>
        {
            File.WriteAllBytes(path, Damage.Json(file, random, fields));
            var config = SchedulerConfig.FromFile(path);
            var scheduler = Scheduler.FromConfig(config, Scheduler.Known[random.Next(Scheduler.Known.Count)].Name);
            var preview = scheduler.Preview(random.Next(1, Math.Min(30, scheduler.TrainTimesteps + 1)), random.Next(4) == 0 ? 0.5 : 1);


            // EDM's networks take ln(sigma) / 4 for a timestep, which is below zero for small noise levels.
            Assert.All(preview.Timesteps.Zip(preview.CallSigmas), call => Assert.True(
                scheduler is EdmScheduler ? call.First == Math.Log(call.Second) / 4 : call.First >= -1 && call.First <= scheduler.TrainTimesteps,
                $"{scheduler.Name}: timestep {call.First} at sigma {call.Second}"));
            Assert.All(preview.CallSigmas, sigma => Assert.False(double.IsNaN(sigma)));
            return Task.CompletedTask;
        }, error => (error is FormatException && error.Message.Contains(path, StringComparison.Ordinal)) || error is ArgumentException);
    }

    private static IEnumerable<byte[]> Pictures()
    {
        IImageEncoder[] encoders =
        [
            new PngEncoder(), new PngEncoder { ColorType = PngColorType.Rgb, FilterMethod = PngFilterMethod.Paeth }, new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7 }, new PngEncoder { ColorType = PngColorType.Palette, BitDepth = PngBitDepth.Bit4 },
            new PngEncoder { ColorType = PngColorType.GrayscaleWithAlpha, BitDepth = PngBitDepth.Bit16 }, new JpegEncoder { ColorType = JpegColorType.YCbCrRatio444 }, new JpegEncoder { ColorType = JpegColorType.YCbCrRatio420 }, new JpegEncoder { ColorType = JpegColorType.Luminance },
            new WebpEncoder { FileFormat = WebpFileFormatType.Lossy }, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless },
        ];
        foreach (var encoder in encoders)
        {
            using var image = TestPictures.Gradient(23, 17).ToImageSharp();
            using var stream = new MemoryStream();
            image.Save(stream, encoder);
            yield return stream.ToArray();
        }

        yield return new ImageAnimation([TestPictures.Gradient(9, 5), TestPictures.Gradient(9, 5, 3)], TimeSpan.FromMilliseconds(50), "x").ToWebP();
        foreach (var photo in new[] { "turned.jpg", "turned.webp", "upright.png" })
        {
            yield return File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Imaging", "Photos", photo));
        }
    }
}
