using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Fuzz;

/// <summary>
/// Runs damaged inputs, the same ones each time: each must give a result or an error of the documented kinds that says what it is about,
/// in bounded time and memory. DIFFUSION_COURSE_FUZZ=10000 runs that many of each kind.
/// </summary>
internal static class Fuzzing
{
    private const string Variable = "DIFFUSION_COURSE_FUZZ";
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(30);

    public static int Count(int usual) => int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : usual;

    /// <param name="usual">Inputs of a usual run.</param>
    /// <param name="mostBytes">The most that one input may allocate.</param>
    /// <param name="output">Told the figures.</param>
    /// <param name="run">Runs the input of a seed.</param>
    /// <param name="isDocumented">Whether an error is of a kind that is documented, and says what it is about.</param>
    public static async Task RunAsync(int usual, long mostBytes, ITestOutputHelper output, Func<Random, Task> run, Func<Exception, bool> isDocumented)
    {
        int results = 0, errors = 0;
        var (longest, largest) = (TimeSpan.Zero, 0L);
        var wrong = new List<string>();
        for (var seed = 0; seed < Count(usual); seed++)
        {
            var bytes = GC.GetTotalAllocatedBytes();
            var clock = Stopwatch.StartNew();
            try
            {
                await run(new Random(seed));
                results++;
            }
            catch (Exception error) when (isDocumented(error))
            {
                errors++;
            }
            catch (Exception error)
            {
                wrong.Add($"seed {seed}: {error.GetType().Name}: {error.Message}{Environment.NewLine}{error.StackTrace?.Split('\n').Take(6).Aggregate("", (text, line) => text + line + '\n')}");
            }

            (longest, largest) = (clock.Elapsed > longest ? clock.Elapsed : longest, Math.Max(largest, GC.GetTotalAllocatedBytes() - bytes));
            if (clock.Elapsed > MostTime || GC.GetTotalAllocatedBytes() - bytes > mostBytes)
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {clock.Elapsed.TotalSeconds:0.0} s, {(GC.GetTotalAllocatedBytes() - bytes) >> 20} MB"));
            }
        }

        var figures = string.Create(CultureInfo.InvariantCulture, $"{results} results, {errors} clear errors, {wrong.Count} others; at most {longest.TotalSeconds:0.00} s and {largest >> 20} MB an input; the process has {Environment.WorkingSet >> 20} MB");
        output.WriteLine(figures);
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            Console.WriteLine(figures);
        }

        Assert.True(wrong.Count == 0, figures + Environment.NewLine + string.Join(Environment.NewLine, wrong.Take(20)));
        Assert.True(results > 0 && errors > 0, figures);
    }
}
