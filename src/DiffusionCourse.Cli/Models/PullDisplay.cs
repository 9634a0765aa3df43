using DiffusionCourse.Models;

namespace DiffusionCourse.Cli.Models;

/// <summary>
/// Shows how far a download is: a bar in a terminal that can redraw it, a line every few seconds elsewhere. On standard error.
/// </summary>
internal static class PullDisplay
{
    public static async Task<T> ShowAsync<T>(string title, Func<IProgress<PullProgress>, Task<T>> work)
    {
        if (Console.IsErrorRedirected || !PromptConsole.Create().Profile.Capabilities.Ansi)
        {
            return await work(new PullLines(Console.Error, TimeProvider.System));
        }

        using var bar = new PullBar(title);
        return await work(bar);
    }
}
