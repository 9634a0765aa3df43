namespace DiffusionCourse.Schedulers.Engine;

/// <summary>The schedulers by name.</summary>
internal static class SchedulerCatalogue
{
    public static IReadOnlyList<Entry> Entries { get; } =
    [
        new("dpm++2m", "DPM++ 2M", "DPMSolverMultistepScheduler", DpmSolverMultistepScheduler.From),
        new("dpm++2m-karras", "DPM++ 2M Karras", "DPMSolverMultistepScheduler", config => DpmSolverMultistepScheduler.From(Karras(config))),
        new("dpm++2m-sde", "DPM++ 2M SDE", "DPMSolverMultistepScheduler", config => DpmSolverMultistepScheduler.From(Sde(config))),
        new("dpm++2m-sde-karras", "DPM++ 2M SDE Karras", "DPMSolverMultistepScheduler", config => DpmSolverMultistepScheduler.From(Karras(Sde(config)))),
        new("ddim", "DDIM", "DDIMScheduler", DdimScheduler.From),
        new("euler", "Euler", "EulerDiscreteScheduler", EulerScheduler.From),
        new("euler-karras", "Euler Karras", "EulerDiscreteScheduler", config => EulerScheduler.From(Karras(config))),
    ];

    public static Entry Find(string name)
    {
        string wanted = name.Trim();
        return Entries.FirstOrDefault(entry => Matches(entry.Name.Name, wanted))
            ?? Entries.FirstOrDefault(entry => Matches(entry.Name.ClassName, wanted))
            ?? Entries.FirstOrDefault(entry => Matches(entry.Name.DisplayName, wanted))
            ?? throw new ArgumentException(
                $"There is no scheduler '{name}'. Did you mean '{Nearest(wanted)}'? Valid: {string.Join(", ", Entries.Select(entry => entry.Name.Name))}; " +
                $"or by class: {string.Join(", ", Entries.Select(entry => entry.Name.ClassName).Distinct())}.",
                nameof(name));
    }

    private static SchedulerConfig Karras(SchedulerConfig config) =>
        config with { UseKarrasSigmas = true, UseExponentialSigmas = null, UseBetaSigmas = null, UseLuLambdas = null };

    private static SchedulerConfig Sde(SchedulerConfig config) => config with { AlgorithmType = "sde-dpmsolver++" };

    private static bool Matches(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Nearest(string wanted) => Entries
        .SelectMany(entry => new[] { entry.Name.Name, entry.Name.ClassName })
        .MinBy(candidate => EditDistance(candidate.ToUpperInvariant(), wanted.ToUpperInvariant()))!;

    private static int EditDistance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int substitution = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    internal sealed record Entry(SchedulerName Name, Func<SchedulerConfig, Scheduler> Create)
    {
        public Entry(string name, string displayName, string className, Func<SchedulerConfig, Scheduler> create)
            : this(new SchedulerName(name, displayName, className), create)
        {
        }
    }
}
