namespace DiffusionCourse.Tests.Cli;

/// <summary>The command as a user runs it: a process with arguments, two streams and an exit code.</summary>
internal sealed record CourseCommand(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static string RepositoryRoot { get; } = FindRoot();

    public static Task<CourseCommand> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    /// <summary>With variables of the environment set, or removed where null.</summary>
    public static async Task<CourseCommand> RunAsync(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        using var process = CourseProcess.Start(environment, arguments);
        using var limit = new CancellationTokenSource(Patience);
        return await process.EndAsync(limit.Token);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DiffusionCourse.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
