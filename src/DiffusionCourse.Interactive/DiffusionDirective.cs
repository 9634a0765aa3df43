using System.Globalization;
using DiffusionCourse.Display;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Directives;

namespace DiffusionCourse.Interactive;

/// <summary>
/// The line <c>#!diffusion "PROMPT"</c>: draws a picture on the course's model, shows it, and keeps the result in a C# variable.
/// </summary>
internal static class DiffusionDirective
{
    public const string Example = "#!diffusion \"a red apple, flat style, blue background\" --steps 30 --name apple";

    private const string Name = "#!diffusion";

    private static readonly Lock Gate = new();
    private static Task<StableDiffusionPipeline>? _pipeline;

    public static void AddTo(Kernel kernel)
    {
        var defaults = new GenerationRequest("");
        var directive = new KernelActionDirective(Name)
        {
            Description = $"Draws a picture with the course's diffusion model, such as {Example}",
            KernelCommandType = typeof(DrawPicture),
        };
        Add(
            "--prompt", "What the picture shows, in quotes.",
            ["\"a red apple, flat style, blue background\"", "\"a cat, flat style, green background\""], isImplicit: true);
        Add("--steps", $"Denoising steps, 1 to 1000; more take longer. Default {defaults.Steps}.", ["10", "20", "30", "50"]);
        Add(
            "--guidance",
            "Guidance scale, 0 to 100: how strictly the picture follows the prompt; up to 1 switches guidance off. Default: what suits "
                + "the model.",
            ["1", "3", "5", "7.5"]);
        Add("--scheduler", $"The scheduler's name. Default {defaults.Scheduler}.", Scheduler.Known.Select(known => known.Name));
        Add("--negative", "What the picture shall not show, in quotes. Default: nothing.", ["\"blurry\""]);
        Add("--seed", $"Seed of the initial noise; the same seed gives the same picture. Default {defaults.Seed}.", ["42"]);
        Add("--name", "The C# variable that keeps the result, with its Image. Default: none.", ["picture"]);
        directive.Parameters.Add(new KernelDirectiveParameter("--help", "Says what the options are.") { Flag = true });
        kernel.AddDirective<DrawPicture>(directive, (command, context) => RunAsync(directive, command, context));

        void Add(string name, string description, IEnumerable<string> values, bool isImplicit = false)
        {
            var parameter = new KernelDirectiveParameter(name, description) { AllowImplicitName = isImplicit };
            directive.Parameters.Add(parameter.AddCompletions(() => values));
        }
    }

    private static async Task RunAsync(KernelActionDirective directive, DrawPicture command, KernelInvocationContext context)
    {
        if (command.Help)
        {
            context.Display(Help(directive));
            return;
        }

        try
        {
            var request = DirectiveOptions.Read(command);
            var pipeline = await PipelineAsync();
            var result = await pipeline.GenerateAsync(request, cancellation: context.CancellationToken);
            if (command.Name is { } name)
            {
                await KeepAsync(context.HandlingKernel.RootKernel, name, result);
            }

            context.Display(result);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            context.Fail(command, message: $"{Name} was stopped.");
        }
        catch (Exception error) when (error is ArgumentException or ModelException or IOException or InvalidOperationException)
        {
            context.Fail(command, message: $"{Name}: {error.Message}");
        }
    }

    /// <summary>Loaded once. Where loading failed, the next line tries again: a model may have been pulled since.</summary>
    private static Task<StableDiffusionPipeline> PipelineAsync()
    {
        lock (Gate)
        {
            if (_pipeline is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _pipeline = Task.Run(() => StableDiffusionPipeline.LoadAsync());
            }

            return _pipeline;
        }
    }

    private static async Task KeepAsync(Kernel root, string name, GenerationResult result)
    {
        var csharp = root.FindKernels(kernel => kernel is CSharpKernel).OfType<CSharpKernel>().FirstOrDefault() ?? root as CSharpKernel
            ?? throw new InvalidOperationException($"There is no C# kernel in this session to keep \"{name}\" in. Leave --name out.");
        await csharp.SetValueAsync(name, result, typeof(GenerationResult));
    }

    private static HtmlTable Help(KernelActionDirective directive) => new(
        string.Create(CultureInfo.InvariantCulture, $"{Name} \"PROMPT\" [options]. {Example}"),
        ["option", "what it says"],
        directive.Parameters.Select(parameter =>
            (IReadOnlyList<object?>)[parameter.AllowImplicitName ? "PROMPT" : parameter.Name, parameter.Description]));
}
