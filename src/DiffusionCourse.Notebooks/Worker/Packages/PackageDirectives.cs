using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Worker.Packages;

/// <summary>
/// The lines of a cell that ask for packages (<c>#r "nuget:NAME, VERSION"</c>) or name a source of them (<c>#i "nuget:SOURCE"</c>).
/// </summary>
/// <param name="Code">The cell with these lines left empty, since C# does not know them.</param>
/// <param name="Requests">What it asks for.</param>
/// <param name="Sources">The sources that it names.</param>
internal sealed partial record PackageDirectives(string Code, IReadOnlyList<PackageRequest> Requests, IReadOnlyList<string> Sources)
{
    public static PackageDirectives Read(string code)
    {
        var requests = Request().Matches(code)
            .Select(match =>
                new PackageRequest(
                    match.Groups["name"].Value, match.Groups["version"] is { Success: true, Value: var version } ? version : "*"))
            .ToList();
        var sources = Source().Matches(code).Select(match => match.Groups["source"].Value).ToList();
        return new(requests.Count + sources.Count == 0 ? code : Source().Replace(Request().Replace(code, ""), ""), requests, sources);
    }

    [GeneratedRegex(
        """^[ \t]*#r[ \t]+"nuget:[ \t]*(?<name>[\w.-]+)[ \t]*(?:,[ \t]*(?<version>[^"\s][^"]*?)[ \t]*)?"[ \t]*(?=\r?$)""",
        RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Request();

    [GeneratedRegex(
        """^[ \t]*#i[ \t]+"(?:nuget:)?[ \t]*(?<source>[^"]+?)[ \t]*"[ \t]*(?=\r?$)""",
        RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Source();
}
