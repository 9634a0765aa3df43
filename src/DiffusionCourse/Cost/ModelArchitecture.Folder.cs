using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;
using DiffusionCourse.Models.Onnx;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Cost;

/// <content>Reading a model's folder.</content>
public sealed partial record ModelArchitecture
{
    // What the pipeline takes where no config.json says otherwise.
    private const int UsualSampleSize = 64;

    /// <summary>
    /// Finds an architecture: one of <see cref="Known"/> by name, else a model's folder, whose config.json files are read, else the
    /// published name of one of <see cref="Known"/>.
    /// </summary>
    /// <param name="nameOrFolder">
    /// "sd15", "sd21", "sdxl", "sd3", "flux1"; a name below models/, or the path of a folder in Stable Diffusion's layout; or a published
    /// name such as "stable-diffusion-v1-5", with or without its owner.
    /// </param>
    /// <exception cref="ModelException">No such model, or a config.json is missing, damaged, or describes what cannot be
    /// counted.</exception>
    public static ModelArchitecture Open(string nameOrFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrFolder);
        if (ByName(nameOrFolder) is { } known)
        {
            return known;
        }

        try
        {
            return Read(ModelLocator.Find(nameOrFolder));
        }
        catch (ModelException error) when (!Directory.Exists(nameOrFolder))
        {
            return PublishedNames.TryGetValue(nameOrFolder[(nameOrFolder.LastIndexOf('/') + 1)..], out var name) ? ByName(name)!
                : throw new ModelException(
                    $"{error.Message} Architectures that need no files: "
                        + $"{string.Join(", ", Known.Select(architecture => architecture.Name))}.",
                    error);
        }
    }

    private static ModelArchitecture? ByName(string name)
        => Known.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    // Exports by diffusers hold networks without their config.json: the number of parameters says which published one it is.
    private static ModelArchitecture? OfPublishedSize(string folder)
    {
        const double SameSize = 0.003;
        var component = Path.Combine(folder, "unet");
        if (File.Exists(Path.Combine(component, "config.json")) || ModelFolder.GraphIn(component) is not { } unet)
        {
            return null;
        }

        double held = OnnxFile.Read(unet).Parameters;
        var nearest = Known.Where(known => known.UNet is not null).MinBy(Off)!;
        return Off(nearest) >= SameSize ? null : nearest with
        {
            UNet = nearest.UNet! with { SampleSize = UsualSampleSize },
            VaeEncoder = ModelFolder.GraphIn(Path.Combine(folder, "vae_encoder")) is null ? null : nearest.VaeEncoder,
        };

        double Off(ModelArchitecture known) => Math.Abs(held / known.Count().UNet.Parameters - 1);
    }

    private static ModelArchitecture Read(string folder)
    {
        var networks = OfPublishedSize(folder) ?? Described(folder);
        var suits = ModelPrompts.ReadFor(folder);
        var scheduler = Path.Combine(folder, "scheduler", "scheduler_config.json");
        return networks with
        {
            Name = CachedSnapshot.NameOf(folder),
            SchedulerConfig = File.Exists(scheduler) ? SchedulerConfig.FromFile(scheduler) : networks.SchedulerConfig,
            DefaultGuidanceScale = suits.DefaultGuidanceScale,
            DefaultSteps = suits.DefaultSteps,
            DefaultScheduler = suits.DefaultScheduler,
        };
    }

    private static ModelArchitecture Described(string folder)
    {
        var reader = new ArchitectureReader(folder);
        var text = reader.Require<TextEncoderArchitecture>("text_encoder", encoder => encoder.Check());
        var second = reader.Find<TextEncoderArchitecture>("text_encoder_2", encoder => encoder.Check());
        return new ModelArchitecture
        {
            Name = folder,
            UNet = reader.Require<UNetArchitecture>("unet", unet => unet.Check()),
            TextEncoders = second is null ? [text] : [text, second],
            VaeDecoder = reader.Find<VaeArchitecture>("vae_decoder", vae => vae.Check())
                ?? reader.Require<VaeArchitecture>("vae", vae => vae.Check()),
            VaeEncoder = reader.Find<VaeArchitecture>("vae_encoder", vae => vae.Check())
                ?? reader.Find<VaeArchitecture>("vae", vae => vae.Check()),
        };
    }
}
