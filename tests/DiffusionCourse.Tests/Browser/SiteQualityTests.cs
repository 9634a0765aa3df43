using System.Text.Json;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Browser;

/// <summary>Every page is valid HTML and passes axe's rules of WCAG 2.1 A and AA, in light and dark.</summary>
[Collection(CoursePagesGroup.Name)]
public sealed class SiteQualityTests(CoursePages pages, ITestOutputHelper output) : IDisposable
{
    private const string Validate = """
        import { HtmlValidate, StaticConfigLoader } from "html-validate";
        import fs from "node:fs";
        const validator = new HtmlValidate(new StaticConfigLoader({ root: true, extends: ["html-validate:standard"], elements: ["html5"] }));
        let found = 0;
        for (const file of process.argv.slice(2)) {
          const report = await validator.validateString(fs.readFileSync(file, "utf8"), file);
          for (const message of report.results.flatMap(result => result.messages)) {
            found++;
            console.log(`${file}:${message.line}:${message.column} ${message.ruleId} ${message.message}`);
          }
        }
        process.exit(found ? 1 : 0);
        """;

    private const string Axe = """
        async rules => {
          const result = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
          return JSON.stringify(result.violations.flatMap(violation => violation.nodes.map(node =>
            violation.id + ": " + node.target.join(" ") + " " + (node.any[0] ? node.any[0].message : violation.help))));
        }
        """;

    private readonly NpmPackages _npm = new("html-validate@10.17.0", "axe-core@4.14.1");

    [Fact]
    public void Pages_are_valid_HTML()
    {
        if (!CanRun())
        {
            return;
        }

        File.WriteAllText(Path.Combine(_npm.Folder, "validate.mjs"), Validate);
        var (code, text) = _npm.Run("node", ["validate.mjs", .. pages.Pages]);
        Assert.True(code == 0, text);
    }

    [Fact]
    public async Task Pages_meet_WCAG_2_1_AA_in_light_and_dark()
    {
        if (!CanRun())
        {
            return;
        }

        var axe = Path.Combine(_npm.Folder, "node_modules", "axe-core", "axe.min.js");
        var violations = new List<string>();
        foreach (var path in pages.Pages)
        {
            var page = (await pages.VisitAsync(path, ColorScheme.Light)).Page;
            await page.AddScriptTagAsync(new() { Path = axe });
            var light = await FindAsync(page, "wcag2a", "wcag2aa", "wcag21a", "wcag21aa");

            // Of the rules, only contrast depends on the scheme.
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            var dark = await FindAsync(page, "color-contrast");
            violations.AddRange([.. light.Select(violation => $"{path}: {violation}"), .. dark.Select(violation => $"{path}, dark: {violation}")]);
            await page.CloseAsync();
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations.Take(40)));
    }

    private static async Task<string[]> FindAsync(IPage page, params string[] rules) =>
        JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Axe, rules))!;

    public void Dispose() => _npm.Dispose();

    private bool CanRun()
    {
        var obstacle = pages.Obstacle ?? _npm.Obstacle;
        if (obstacle is null)
        {
            return true;
        }

        Assert.False(Integration.Required, obstacle);
        output.WriteLine($"Not tested: {obstacle}");
        return false;
    }
}
