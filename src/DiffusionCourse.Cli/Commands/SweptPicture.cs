using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli.Commands;

/// <summary>A picture of a sweep and its file, whose name tells its settings.</summary>
/// <param name="Request">What is drawn.</param>
/// <param name="File">The PNG file.</param>
internal sealed record SweptPicture(GenerationRequest Request, string File)
{
    private const int HashLength = 8;

    /// <summary>The picture of a request: settings that a sweep varies stand in the name, all of them in the letters at its end.</summary>
    public static SweptPicture Of(GenerationRequest request, string model, string folder)
    {
        var guidance = request.GuidanceScale!.Value.ToString("R", CultureInfo.InvariantCulture);
        string[] settings = [
            model, request.Prompt, request.NegativePrompt, request.Scheduler, Invariant($"{request.Steps}"), guidance,
            Invariant($"{request.Seed}"), Invariant($"{request.Width} x {request.Height}"),
        ];
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', settings))))[..HashLength];
        var scheduler = string.Concat(request.Scheduler.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        var name = Invariant($"{scheduler}_{request.Steps}-steps_guidance-{guidance}_seed-{request.Seed}_{hash}.png");
        return new(request, Path.Combine(folder, name));
    }
}
