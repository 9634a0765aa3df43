using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Browser;

/// <summary>The browser that the tests look at pages with.</summary>
internal static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static string? Program => Environment.GetEnvironmentVariable("CHROME_PATH") ?? Places.FirstOrDefault(File.Exists);

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Obstacle => Program is null ? "no Chromium was found; install it, or name it in CHROME_PATH" : null;

    /// <summary>Whether it is there; where it is not, that is noted, or a failure if the tests require it.</summary>
    public static bool IsPresent(ITestOutputHelper output)
    {
        if (Obstacle is not { } obstacle)
        {
            return true;
        }

        Assert.False(Integration.Required, obstacle);
        output.WriteLine($"Not tested: {obstacle}");
        return false;
    }

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Program,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
}
