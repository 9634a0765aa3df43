using DiffusionCourse.Models;

namespace DiffusionCourse.Cli.Models;

/// <summary>Shows a licence and has it accepted: by whoever sits there, or by the option.</summary>
internal static class LicencePrompt
{
    public static bool Confirm(string name, ModelLicence licence, bool accepted, CancellationToken cancellation)
    {
        Console.Error.WriteLine($"{name} comes under {licence.Name}. Its text: {licence.Text}");
        if (accepted)
        {
            Console.Error.WriteLine("Accepted by --accept-license.");
            return true;
        }

        // The library's question is synchronous; nothing else runs meanwhile.
        return PromptConsole.SomebodyIsThere && PromptConsole.ConfirmAsync("Do you accept it?", cancellation).GetAwaiter().GetResult();
    }
}
