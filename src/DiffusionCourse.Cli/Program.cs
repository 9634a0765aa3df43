using System.CommandLine;
using System.Globalization;
using DiffusionCourse.Cli;
using DiffusionCourse.Cli.Commands;

// Numbers read and print the same on every machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var root = new RootCommand("DiffusionCourse: run the notebooks, draw pictures, look at what is inside.")
{
    RunCommand.Create(),
    ExportCommand.Create(),
    CompareCommand.Create(),
    JupyterCommand.Create(),
    LintCommand.Create(),
    ExercisesCommand.Create(),
    GenerateCommand.Create(),
    ScheduleCommand.Create(),
    CostCommand.Create(),
    TokenizeCommand.Create(),
    ModelsCommand.Create(),
    KernelCommand.Create(),
    BenchCommand.Create(),
    DoctorCommand.Create(),
};
return await CommandLine.InvokeAsync(root, args);
