using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DiffusionCourse.Files;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>
/// Remembers which of two ways was faster, for a machine, a runtime version and a model file. One measurement on a busy machine
/// can be wrong, so the last few are kept, the quietest decides, and another is made after an hour of use, then after ever
/// longer: a wrong choice heals.
/// </summary>
/// <param name="folder">Where it is kept.</param>
/// <param name="clock">Tells the age of measurements.</param>
internal sealed class ChoiceMemory(string folder, TimeProvider clock)
{
    private const int Kept = 5;

    // 5 % more or less are within what a machine changes by itself.
    private const double ClearMargin = 1.05;
    private static readonly TimeSpan FirstInterval = TimeSpan.FromHours(1), UnclearInterval = TimeSpan.FromDays(1),
    LongestInterval = TimeSpan.FromDays(30);

    /// <summary>The user's.</summary>
    public static ChoiceMemory OfUser => new(Path.Combine(CourseCache.Folder, "choices"), TimeProvider.System);

    /// <summary>Whether the first way was faster; null where that was not measured, or is to be measured again.</summary>
    /// <param name="question">What is compared.</param>
    /// <param name="path">The model's graph.</param>
    public bool? FirstIsFaster(string question, string path)
    {
        var entries = Read(question, path);
        return entries.Count == 0 || IsDue(entries) ? null : Quietest(entries).FirstIsFaster;
    }

    /// <summary>Adds a measurement, and says what all of them come to.</summary>
    /// <param name="question">What is compared.</param>
    /// <param name="path">The model's graph.</param>
    /// <param name="measured">What was found now.</param>
    public bool Remember(string question, string path, PairedMeasurement measured)
    {
        var entries = Read(question, path).Append(new Entry(clock.GetUtcNow(), measured)).TakeLast(Kept).ToArray();
        try
        {
            var file = FileFor(question, path);
            Directory.CreateDirectory(folder);
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(string.Concat(entries.Select(entry => entry.ToLine()))));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A home that cannot be written costs half a second a run, and nothing else.
        }

        return Quietest(entries).FirstIsFaster;
    }

    private static PairedMeasurement Quietest(IReadOnlyList<Entry> entries) => entries.MinBy(entry => entry.Measured.Quickest)!.Measured;

    private bool IsDue(IReadOnlyList<Entry> entries)
    {
        var age = clock.GetUtcNow() - entries[^1].When;
        return age < TimeSpan.Zero || age > Interval(entries);
    }

    // 1 hour, 8 hours, 3 days, 3 weeks, 30 days; where measurements differ, or hardly tell the two apart, a day at most.
    private static TimeSpan Interval(IReadOnlyList<Entry> entries)
    {
        var grown = FirstInterval * Math.Pow(8, entries.Count - 1);
        var longest = entries.All(entry => entry.Measured.FirstIsFaster == entries[0].Measured.FirstIsFaster && entry.IsClear)
            ? LongestInterval
            : UnclearInterval;
        return grown < longest ? grown : longest;
    }

    private IReadOnlyList<Entry> Read(string question, string path)
    {
        try
        {
            var file = FileFor(question, path);
            return File.Exists(file) ? [.. File.ReadAllLines(file).Select(Entry.Parse).OfType<Entry>()] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string FileFor(string question, string path)
    {
        var file = new FileInfo(path);
        var key = string.Join(
            '|',
            question, Environment.MachineName, ProcessorIdentity.Text, Environment.ProcessorCount, OrtEnv.Instance().GetVersionString(),
            file.FullName, file.Length.ToString(CultureInfo.InvariantCulture),
            file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture));
        return Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24]);
    }

    // A line: when, the ratio, the shortest time in milliseconds.
    private sealed record Entry(DateTimeOffset When, PairedMeasurement Measured)
    {
        public bool IsClear => Measured.Ratio is > ClearMargin or < 1 / ClearMargin;

        public string ToLine() => Invariant($"{When.UtcDateTime:O} {Measured.Ratio:R} {Measured.Quickest.TotalMilliseconds:R}\n");

        public static Entry? Parse(string line) => line.Split(' ') is [var when, var ratio, var quickest]
            && DateTimeOffset.TryParseExact(when, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && double.TryParse(ratio, NumberStyles.Float, CultureInfo.InvariantCulture, out var of) && of > 0
            && double.TryParse(quickest, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is >= 0 and < int.MaxValue
            ? new(time, new(of, TimeSpan.FromMilliseconds(milliseconds))) : null;
    }
}
