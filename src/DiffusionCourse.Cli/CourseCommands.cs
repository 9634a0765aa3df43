using System.CommandLine;
using DiffusionCourse.Cli.Commands;

namespace DiffusionCourse.Cli;

/// <summary>
/// The commands of <c>course</c>. Making all of them takes as long as a step of the UNet, so only the one that is named is made.
/// </summary>
internal static class CourseCommands
{
    private static readonly (string Name, Func<Command> Create)[] All =
    [
        ("start", StartCommand.Create),
        ("run", RunCommand.Create),
        ("export", ExportCommand.Create),
        ("compare", CompareCommand.Create),
        ("jupyter", JupyterCommand.Create),
        ("lint", LintCommand.Create),
        ("exercises", ExercisesCommand.Create),
        ("generate", GenerateCommand.Create),
        ("sweep", SweepCommand.Create),
        ("record", RecordCommand.Create),
        ("schedule", ScheduleCommand.Create),
        ("cost", CostCommand.Create),
        ("tokenize", TokenizeCommand.Create),
        ("models", ModelsCommand.Create),
        ("model-repository", ModelRepositoryCommand.Create),
        ("kernel", KernelCommand.Create),
        ("serve", ServeCommand.Create),
        ("vscode", VscodeCommand.Create),
        ("bench", BenchCommand.Create),
        ("doctor", DoctorCommand.Create),
    ];

    /// <summary>The names of all commands.</summary>
    public static IEnumerable<string> Names => All.Select(command => command.Name);

    /// <summary>
    /// The command that the arguments start with; all of them where they start otherwise: with --help, or a name mistyped.
    /// </summary>
    public static IEnumerable<Command> For(string[] arguments)
    {
        var named = All.Where(command => command.Name == arguments.FirstOrDefault()).ToArray();
        return (named.Length > 0 ? named : All).Select(command => command.Create());
    }
}
