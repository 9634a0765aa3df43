using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Text.RegularExpressions;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Worker.Packages;

/// <summary>Lets the SDK resolve packages: a project that asks for them, written to a folder of its own and restored.</summary>
internal static partial class PackageRestore
{
    public const string AssetsFile = "obj/project.assets.json";

    private const string Unreachable = "NU1301";

    /// <summary>Writes the project and restores it.</summary>
    /// <param name="folder">The folder for the project.</param>
    /// <param name="requests">The packages.</param>
    /// <param name="sources">Sources besides those that the machine is set up with: folders or addresses.</param>
    /// <param name="workingDirectory">The notebook's folder, whose nuget.config counts.</param>
    /// <param name="cancellation">Ends the restore.</param>
    /// <exception cref="PackageException">A package or version is not there, a source cannot be reached, or there is no SDK.</exception>
    public static async Task RunAsync(
        string folder, IReadOnlyCollection<PackageRequest> requests, IReadOnlyCollection<string> sources, string workingDirectory,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var project = Path.Combine(folder, "packages.csproj");
        await File.WriteAllTextAsync(project, Project(requests, sources), cancellation);
        var start = new ProcessStartInfo(
            WorkerProcess.DotnetPath(), ["restore", project, "-nologo", "-v:quiet", .. Config(workingDirectory)])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The messages are read below; and what the program that started this one told its own build is no business of this one.
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        await using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var said = await process.StandardOutput.ReadToEndAsync(CancellationToken.None) + await errors;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            var found = Errors(said);
            throw new PackageException(
                $"{string.Join(", ", requests)} cannot be restored. {Reason(found, said)}",
                [
                    .. sources.Where(source => found.Exists(error =>
                        error.Code == Unreachable && error.Text.Contains(source, StringComparison.Ordinal)))
                ]);
        }
    }

    private static IEnumerable<string> Config(string workingDirectory)
    {
        for (var folder = new DirectoryInfo(workingDirectory); folder is not null; folder = folder.Parent)
        {
            if (
                folder.EnumerateFiles("nuget.config", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
                    .FirstOrDefault() is { } file)
            {
                return ["--configfile", file.FullName];
            }
        }

        return [];
    }

    private static string Project(IReadOnlyCollection<PackageRequest> requests, IReadOnlyCollection<string> sources)
    {
        var packages = string.Join(
            '\n',
            requests.Select(request =>
                $"    <PackageReference Include=\"{SecurityElement.Escape(request.Name)}\" "
                    + $"Version=\"{SecurityElement.Escape(request.Version)}\" />"));
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <EnableDefaultItems>false</EnableDefaultItems>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
            {packages}
              </ItemGroup>
            </Project>
            """;
    }

    private static List<(string Code, string Text)> Errors(string said) =>
        [.. Error().Matches(said).Select(match => (match.Groups["code"].Value, match.Groups["text"].Value.Trim())).Distinct()];

    private static string Reason(List<(string Code, string Text)> errors, string said)
    {
        var first = errors.FirstOrDefault(error => error.Code is "NU1101" or "NU1102" or "NU1103");
        var remedy = (first.Code ?? errors.FirstOrDefault().Code) switch
        {
            "NU1101" => "Check the name, or name its source before with #i \"nuget:SOURCE\".",
            "NU1102" or "NU1103" => "Ask for a version that is there, or leave the version out for the newest.",
            Unreachable => "A source cannot be reached. Where #i names it, check the address and run that cell again; without a network, "
                + "only exact versions that this machine has restored before can be had.",
            _ => "",
        };
        var text = first.Text ?? (errors.Count > 0 ? string.Join(' ', errors.Select(error => error.Text).Take(3)) : said.Trim());
        return $"{text} {remedy}".TrimEnd();
    }

    [GeneratedRegex(@"error (?<code>NU\d+|MSB\d+|NETSDK\d+): (?<text>[^\r\n]*?)(?: \[[^\]]*\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
