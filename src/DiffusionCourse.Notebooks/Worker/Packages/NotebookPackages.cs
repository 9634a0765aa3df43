using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DiffusionCourse.Notebooks.Display;

namespace DiffusionCourse.Notebooks.Worker.Packages;

/// <summary>
/// The packages of one notebook. Each new one is resolved together with those before it. What was resolved is kept by content: the same
/// exact versions from the same sources need neither the SDK nor a network again.
/// </summary>
internal sealed class NotebookPackages(string workingDirectory, string cache)
{
    private readonly Dictionary<string, PackageRequest> _requests = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];

    // Those sources that were there in a restore that succeeded.
    private readonly HashSet<string> _used = [];

    /// <summary>Where what was resolved is kept: in the user's local application data.</summary>
    public static string DefaultCache { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
        "diffusion-course", "packages");

    /// <summary>Gets what a cell asks for before it is compiled.</summary>
    /// <returns>The cell as it can be compiled, and the assemblies that it sees from now on.</returns>
    /// <exception cref="PackageException">A package cannot be had.</exception>
    public async Task<(string Code, IReadOnlyList<string> Assemblies)> PrepareAsync(string code, CancellationToken cancellation)
    {
        var directives = PackageDirectives.Read(code);
        var named = directives.Sources.Select(SourceOf).ToList();
        var all = new Dictionary<string, PackageRequest>(_requests, StringComparer.OrdinalIgnoreCase);
        foreach (var request in directives.Requests)
        {
            if (all.TryGetValue(request.Name, out var before) && before.Version != request.Version && request.Version != "*")
            {
                throw new PackageException(
                    $"{request} was asked for, but {before} is in use already, and a running notebook cannot change it. Restart the "
                        + $"kernel, or ask for {before.Version}.");
            }

            all.TryAdd(request.Name, request);
        }

        _sources.AddRange(named.Except(_sources).ToList());
        var asked = all.Values.Except(_requests.Values).ToList();
        if (asked.Count == 0)
        {
            return (directives.Code, []);
        }

        var names = string.Join(", ", asked);
        var progress = CellFunctions.Show($"Restoring {names} ...", mimeType: null);
        var start = Stopwatch.GetTimestamp();
        string folder;
        try
        {
            folder = await ResolveAsync([.. all.Values.OrderBy(request => request.Name, StringComparer.OrdinalIgnoreCase)], cancellation);
        }
        catch (Exception error)
        {
            TakeBack(named, (error as PackageException)?.Unreachable ?? []);
            progress.Update($"{names}: not restored.");
            throw;
        }

        _used.UnionWith(_sources);
        var (assemblies, conflicts) = AssemblyResolution.AddPackages(folder);
        progress.Update(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{names} restored in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} "
                    + $"s.{string.Concat(conflicts.Select(conflict => $"\n{conflict}"))}"));
        asked.ForEach(request => _requests[request.Name] = request);
        return (directives.Code, assemblies);
    }

    private async Task<string> ResolveAsync(IReadOnlyList<PackageRequest> requests, CancellationToken cancellation)
    {
        var content = string.Join(
            '\n',
            [
                RuntimeInformation.RuntimeIdentifier, Environment.Version.ToString(), .. requests.Select(request => request.ToString()),
                .. _sources,
            ]);
        var project = Path.Combine(cache, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..16]);
        var isExact = requests.All(request =>
            char.IsAsciiDigit(request.Version[0]) && !request.Version.Contains('*', StringComparison.Ordinal));
        if (!isExact)
        {
            // The newest of today may not be that of tomorrow.
            project = Path.Combine(project, DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        }

        if (PackageFolder.Find(project) is { } folder)
        {
            return folder;
        }

        await PackageRestore.RunAsync(project, requests, _sources, workingDirectory, cancellation);
        return PackageFolder.LayOut(project);
    }

    /// <summary>
    /// Forgets sources after a restore that failed, so that the corrected cell does not meet them again: those that its cell named, unless
    /// a restore has used them before, and those that cannot be reached, whichever cell named them.
    /// </summary>
    private void TakeBack(List<string> named, IReadOnlyList<string> unreachable) =>
        _sources.RemoveAll(source => unreachable.Contains(source) || (named.Contains(source) && !_used.Contains(source)));

    /// <summary>A folder is meant from the notebook's own.</summary>
    private string SourceOf(string source)
    {
        if (Uri.TryCreate(source, UriKind.Absolute, out var address) && !address.IsFile)
        {
            return source;
        }

        var folder = Path.GetFullPath(source, workingDirectory);
        return Directory.Exists(folder)
            ? folder
            : throw new PackageException(
                $"#i names the folder \"{source}\", but there is no {folder}. A relative path starts from the notebook's folder.");
    }
}
