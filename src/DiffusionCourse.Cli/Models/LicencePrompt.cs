using DiffusionCourse.Models;
using Spectre.Console;

namespace DiffusionCourse.Cli.Models;

/// <summary>Shows a licence and has it accepted: by whoever sits there, or by the option.</summary>
internal static class LicencePrompt
{
    public static bool Confirm(string name, ModelLicence licence, bool accepted)
    {
        Console.Error.WriteLine($"{name} comes under {licence.Name}. Its text: {licence.Text}");
        if (accepted)
        {
            Console.Error.WriteLine("Accepted by --accept-license.");
            return true;
        }

        return SomebodyIsThere && PromptConsole.Create().Confirm("Do you accept it?", defaultValue: false);
    }

    private static bool SomebodyIsThere => !Console.IsInputRedirected && !Console.IsErrorRedirected;
}
