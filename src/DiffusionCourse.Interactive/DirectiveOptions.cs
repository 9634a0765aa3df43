using System.Globalization;
using System.Numerics;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;
using Microsoft.CodeAnalysis.CSharp;

namespace DiffusionCourse.Interactive;

/// <summary>Reads the options of <c>#!diffusion</c>. What is not given keeps the request's own default.</summary>
internal static class DirectiveOptions
{
    /// <exception cref="ArgumentException">An option cannot be read; the message names it, its value, and what it takes.</exception>
    public static GenerationRequest Read(DrawPicture command)
    {
        if (string.IsNullOrWhiteSpace(command.Prompt))
        {
            throw new ArgumentException($"A prompt is missing: write it first, in quotes, such as {DiffusionDirective.Example}");
        }

        if (command.Name is { } name && (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None))
        {
            throw new ArgumentException(
                $"--name is the C# variable that keeps the result; \"{name}\" cannot be one. Take letters and digits, such as apple.");
        }

        var request = new GenerationRequest(command.Prompt) { NegativePrompt = command.Negative ?? "" };
        return request with
        {
            Steps = Number(command.Steps, "--steps", "a whole number from 1 to 1000") ?? request.Steps,
            GuidanceScale = Number<double>(command.Guidance, "--guidance", "a number from 0 to 100, such as 7.5"),
            Seed = Number<ulong>(command.Seed, "--seed", "a whole number from 0") ?? request.Seed,
            Scheduler = command.Scheduler is { } scheduler ? SchedulerOf(scheduler) : request.Scheduler,
        };
    }

    private static int? Number(string? text, string option, string takes) => Number<int>(text, option, takes);

    private static T? Number<T>(string? text, string option, string takes)
        where T : struct, INumber<T> =>
        text is null ? null
        : T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"{option} takes {takes}; \"{text}\" is none.");

    /// <summary>The library's own error for an unknown name lists the known ones.</summary>
    private static string SchedulerOf(string name)
    {
        _ = Schedulers.Scheduler.FromConfig(new SchedulerConfig(), name);
        return name;
    }
}
