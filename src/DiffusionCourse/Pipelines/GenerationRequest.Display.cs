using System.Globalization;
using DiffusionCourse.Display;

namespace DiffusionCourse.Pipelines;

public sealed partial record GenerationRequest
{
    /// <inheritdoc/>
    public string ToHtml() => new HtmlTable(
        "Request", ["setting", "value"], Settings().Select(setting => new object?[] { setting.Name, setting.Value })).ToHtml();

    // What was left at null is decided by the model or does not apply: only the former is worth a row.
    private IEnumerable<(string Name, string Value)> Settings()
    {
        yield return ("prompt", Prompt);
        if (NegativePrompt.Length > 0)
        {
            yield return ("negative prompt", NegativePrompt);
        }

        yield return ("steps", Text(Steps));
        yield return Guidance is null
            ? ("guidance scale", GuidanceScale is { } scale ? Text(scale) : "what suits the model")
            : ("guidance", Guidance.GetType().Name);
        yield return ("scheduler", Scheduler);
        yield return ("seed", Text(Seed));
        yield return ("size", Width is null && Height is null ? "the model's own" : $"{SizeText(Width)} x {SizeText(Height)}");
        if (Image is not null || ImageLatents is not null)
        {
            yield return ("starts from", $"a picture, strength {Text(RequestRules.StrengthOf(this))}");
        }

        if (InitialNoise is not null)
        {
            yield return ("initial noise", "given");
        }
    }

    private static string SizeText(int? pixels) => pixels is { } known ? Text(known) : "own";

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
