using System.Diagnostics;
using System.Globalization;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Notebooks.Linting;
using Xunit.Abstractions;

namespace DiffusionCourse.Notebooks.Tests.Fuzz;

/// <summary>
/// Mutated notebooks through reading, every export, and lint. Each gives a result or an error of the documented kind that names the
/// file, within limits of time and memory, and a .dib that can be read comes back byte for byte. The variable
/// DIFFUSION_COURSE_FUZZ sets how many; a number after a colon sets the seed (10000:7).
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class NotebookFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const string Variable = "DIFFUSION_COURSE_FUZZ";
    private const int Usual = 60;
    private const long MostBytes = 4L << 30;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);
    private static readonly ExportFormat[] Formats = Enum.GetValues<ExportFormat>();

    private readonly TemporaryFolder _folder = new();
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    [Fact]
    public async Task Every_notebook_gives_a_result_or_an_error_that_names_it()
    {
        var (count, seed) = Wanted();
        var mutations = new NotebookMutations(Seeds());
        var slowest = TimeSpan.Zero;
        for (var round = 0; round < count; round++)
        {
            var (name, content) = mutations.Next(new Random(unchecked(seed * 1_000_003 + round)));
            var path = _folder[name];
            await File.WriteAllBytesAsync(path, content);
            var (before, start) = (GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
            try
            {
                // A program is compiled, which takes longer than all else together.
                await TryAllAsync(path, isCompiled: round % 10 == 0);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Round {round} of seed {seed} ({Keep(path)}): {exception}");
            }

            var (elapsed, bytes) = (Stopwatch.GetElapsedTime(start), GC.GetTotalAllocatedBytes() - before);
            slowest = elapsed > slowest ? elapsed : slowest;
            Assert.True(elapsed < MostTime && bytes < MostBytes, string.Create(CultureInfo.InvariantCulture, $"Round {round} of seed {seed} ({Keep(path)}) took {elapsed.TotalSeconds:0.0} s and {bytes >> 20} MiB."));
            File.Delete(path);
        }

        var report = string.Join('\n', _counts.Select(entry => $"{entry.Key}: {entry.Value}").Append(string.Create(CultureInfo.InvariantCulture, $"slowest: {slowest.TotalSeconds:0.00} s")));
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            Console.WriteLine(report);
        }

        Assert.True(_counts.Keys.Any(key => key.EndsWith("result", StringComparison.Ordinal)) && _counts.Keys.Any(key => key.EndsWith("error", StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();

    private async Task TryAllAsync(string path, bool isCompiled)
    {
        var isRead = Try("read", path, () => NotebookFile.Read(path));
        Try("lint", path, () => NotebookLint.Check(path, new LintOptions { SetUpFile = "setup.dib" }));
        foreach (var format in Formats.Where(format => isCompiled || format != ExportFormat.Cs))
        {
            var folder = _folder["out"];
            await TryAsync($"export to {format.ToString().ToLowerInvariant()}", path, () => NotebookExport.RunAsync([path], new ExportOptions { Format = format, OutputFolder = folder, Force = true }));
        }

        if (isRead && Path.GetExtension(path) == ".dib")
        {
            NotebookFile.Write(NotebookFile.Read(path), _folder["copy.ipynb"]);
            NotebookFile.Write(NotebookFile.Read(_folder["copy.ipynb"]), _folder["copy.dib"]);
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(_folder["copy.dib"])), "It does not come back byte for byte.");
        }
    }

    private bool Try(string what, string path, Func<object> attempt)
    {
        try
        {
            attempt();
            return Count(what, "result");
        }
        catch (NotebookFormatException exception)
        {
            return !Refused(what, path, exception);
        }
    }

    private async Task TryAsync(string what, string path, Func<Task> attempt)
    {
        try
        {
            await attempt();
            Count(what, "result");
        }
        catch (NotebookFormatException exception)
        {
            Refused(what, path, exception);
        }
    }

    private bool Refused(string what, string path, NotebookFormatException exception)
    {
        Assert.Contains(Path.GetFileName(path), exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", exception.Message, StringComparison.Ordinal);
        return Count(what, "error");
    }

    private bool Count(string what, string kind)
    {
        _counts[$"{what}, {kind}"] = _counts.GetValueOrDefault($"{what}, {kind}") + 1;
        return true;
    }

    /// <summary>Puts the input where it outlasts the test.</summary>
    private static string Keep(string path)
    {
        var kept = Path.Combine(Path.GetTempPath(), $"fuzz-{Guid.NewGuid():N}{Path.GetExtension(path)}");
        File.Copy(path, kept);
        return kept;
    }

    private static (int Count, int Seed) Wanted()
    {
        var parts = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(':');
        return (int.TryParse(parts[0], CultureInfo.InvariantCulture, out var count) ? count : Usual, parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1);
    }

    /// <summary>The inputs that once went wrong, and notebooks with something of everything, in both formats.</summary>
    private List<(string Name, byte[] Content)> Seeds()
    {
        var seeds = Directory.EnumerateFiles(Inputs.Folder, "*", SearchOption.AllDirectories).Where(path => NotebookFile.Extensions.Contains(Path.GetExtension(path)))
            .Order(StringComparer.Ordinal).Select(path => ("fuzz" + Path.GetExtension(path), File.ReadAllBytes(path))).ToList();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fuzz"), "*.dib"))
        {
            seeds.Add(("fuzz.dib", File.ReadAllBytes(path)));
            NotebookFile.Write(NotebookFile.Read(path), _folder["seed.ipynb"]);
            seeds.Add(("fuzz.ipynb", File.ReadAllBytes(_folder["seed.ipynb"])));
            File.Delete(_folder["seed.ipynb"]);
        }

        return seeds;
    }
}
