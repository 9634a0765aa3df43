using DiffusionCourse.Cli.Starting;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Notebooks.Jupyter.Installation;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli.Diagnosis;

/// <summary>Looks at SDK, devices, models, the laid-out library and notebook hosts.</summary>
internal static class Examination
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        var setup = Course.CheckSetup();
        return
        [
            await SdkAsync(cancellation),
            new(FindingState.Present, "runtime", $".NET {setup.Runtime}, ONNX Runtime {setup.OnnxRuntime}"),
            new(FindingState.Present, "device", setup.Device.Reason),
            setup.Gpus.Count > 0
                ? new(
                    FindingState.Present, "GPU", string.Join("; ", setup.Gpus),
                    setup.Device.IsCuda ? null : InferenceDevice.NoCudaPackage ?? "Build with -p:OnnxRuntimeFlavor=gpu to use it.")
                : new(FindingState.Optional, "GPU", "no NVIDIA driver", "Not needed for the embedded model."),
            new(FindingState.Present, "memory", Invariant($"{setup.MemoryGiB:0.#} GiB, {setup.Cores} cores")),
            Models(setup),
            await FirstPictureAsync(cancellation),
            Library(Environment.CurrentDirectory, AppContext.BaseDirectory),
            await JupyterAsync(cancellation),
            Kernel(),
            await ToolAsync("code", "VS Code", ["--version"], "Optional: opens the notebooks as .dib files.", cancellation),
        ];
    }

    private static Finding Models(CourseSetup setup) => setup.Advice is { } advice
        ? new(FindingState.Missing, "models", setup.Models.Count == 0 ? "none" : string.Join(", ", setup.Models), advice)
        : new(FindingState.Present, "models", $"{string.Join(", ", setup.Models)} (in use: {setup.Model})");

    private static async Task<Finding> FirstPictureAsync(CancellationToken cancellation)
    {
        try
        {
            using var pipeline = await StableDiffusionPipeline.LoadAsync(cancellation: cancellation);
            var time = await pipeline.WarmUpAsync(cancellation);
            return new(
                FindingState.Present, "first picture",
                Invariant(
                    $"loads in {pipeline.LoadTime.TotalSeconds:0.00} s, two steps in {time.TotalSeconds:0.00} s, guidance as {
                        pipeline.Arrangement}"));
        }
        catch (ModelException error)
        {
            return new(FindingState.Missing, "first picture", "the model does not run", error.Message);
        }
    }

    /// <summary>The library that notebooks import. An installed tool brings it along, and needs no course around it.</summary>
    /// <param name="current">The folder that the command was called in.</param>
    /// <param name="program">The folder that the program lies in.</param>
    internal static Finding Library(string current, string program)
    {
        const string What = "notebook library";
        if (CourseRoot.Above(current, program) is { } root)
        {
            var setUp = CourseRoot.SetUpOf(root);
            return File.Exists(setUp)
                ? new(FindingState.Present, What, setUp)
                : new(FindingState.Missing, What, $"{setUp} is not there", $"Run 'dotnet build' in {root}.");
        }

        return new CourseCopy(program).IsThere
            ? new(
                FindingState.Optional, What, "in this tool, and not laid out here",
                "'course start' lays it out with the notebooks, in a folder of your own.")
            : new(FindingState.Missing, What, "artifacts/course/setup.dib is not there", "Run 'dotnet build' in the course's folder.");
    }

    private static async Task<Finding> SdkAsync(CancellationToken cancellation)
    {
        var version = await ToolOutput.FirstLineAsync("dotnet", ["--version"], cancellation);
        return version is null
            ? new(FindingState.Missing, ".NET SDK", "dotnet does not answer", "Install the .NET 10 SDK.")
            : version.StartsWith("10.", StringComparison.Ordinal) ? new(FindingState.Present, ".NET SDK", version)
            : new(FindingState.Missing, ".NET SDK", version, "Install the .NET 10 SDK; global.json asks for it.");
    }

    // Jupyter is a family of packages with versions of their own, a line each: "notebook : 6.4.12".
    private static async Task<Finding> JupyterAsync(CancellationToken cancellation)
    {
        string[] front = ["jupyterlab", "notebook", "nbconvert"];
        var lines = await ToolOutput.LinesAsync("jupyter", ["--version"], cancellation);
        var packages = lines?.Select(line => line.Split(':', StringSplitOptions.TrimEntries)).Where(parts =>
            parts.Length == 2 && front.Contains(parts[0]) && char.IsAsciiDigit(parts[1].FirstOrDefault())).ToArray();
        return packages is { Length: > 0 }
            ? new(FindingState.Present, "Jupyter", string.Join(", ", packages.Select(parts => $"{parts[0]} {parts[1]}")))
            : new(
                FindingState.Optional, "Jupyter", lines is null ? "not found" : "neither notebook nor lab",
                "Optional: opens the notebooks in a browser.");
    }

    private static Finding Kernel() => KernelInstallation.Everywhere().FirstOrDefault(kernel => kernel.IsOurs) is { } kernel
        ? new(FindingState.Present, "Jupyter kernel", $"{kernel.DisplayName}, {kernel.Folder}")
        : new(
            FindingState.Optional, "Jupyter kernel", "not installed",
            "Optional: 'course kernel install', or 'course jupyter' with the notebooks.");

    private static async Task<Finding> ToolAsync(
        string program, string name, string[] arguments, string remedy, CancellationToken cancellation)
        => await ToolOutput.FirstLineAsync(program, arguments, cancellation) is { } line
            ? new(FindingState.Present, name, line)
            : new(FindingState.Optional, name, "not found", remedy);
}
