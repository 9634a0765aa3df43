using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Browser;

/// <summary>The browser that the tests look at pages with.</summary>
internal static class Chromium
{
    private const string Obstacle = "no Chromium was found; install it, or name it in CHROME_PATH";

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static string? Program => Environment.GetEnvironmentVariable("CHROME_PATH") ?? Places.FirstOrDefault(File.Exists);

    /// <summary>Whether it is there; where it is not, that is noted, or a failure if the tests require it.</summary>
    public static bool IsPresent(ITestOutputHelper output)
    {
        if (Program is not null)
        {
            return true;
        }

        Assert.False(Integration.Required, Obstacle);
        output.WriteLine($"Not tested: {Obstacle}");
        return false;
    }

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Program,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
}
