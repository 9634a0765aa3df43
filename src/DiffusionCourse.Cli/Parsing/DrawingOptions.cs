using System.CommandLine;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cli;

/// <summary>The options that commands which draw have in common.</summary>
internal static class DrawingOptions
{
    /// <summary>What names a model, for an option or an argument.</summary>
    public const string ModelDescription =
        "A model below models/, one that was pulled (course models), or a folder in Stable Diffusion's ONNX layout.";

    /// <summary><c>--model</c>.</summary>
    public static Option<string> Model()
        => new("--model") { Description = ModelDescription, DefaultValueFactory = _ => ModelLocator.DefaultModel };

    /// <summary><c>--device</c>.</summary>
    public static Option<string> Device() => new("--device")
    {
        Description = $"Where to run: {string.Join(", ", InferenceDevice.Names)}.",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary><c>--server</c>: where the networks run in place of this machine.</summary>
    public static Option<string?> Server() => new("--server")
    {
        Description = "Run the networks on this server of the Open Inference Protocol, such as https://school.example/v2 or "
            + "grpc://school.example:8001; several with commas between them. Default: what DIFFUSION_COURSE_SERVER says; local for this "
            + "machine.",
    };

    /// <summary><c>--width</c>.</summary>
    public static Option<int?> Width() => Side("--width", "Width");

    /// <summary><c>--height</c>.</summary>
    public static Option<int?> Height() => Side("--height", "Height");

    private static Option<int?> Side(string name, string word) => new(name)
    {
        Description = $"{word} in pixels. Default: the model's own.",
        CustomParser = NumberOption.Optional(NumberOption.Whole<int>("a whole number of pixels, such as 64")),
    };
}
