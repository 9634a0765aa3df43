using System.CommandLine;
using DiffusionCourse.Notebooks.Exercises;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course exercises</c>: the sheets that students get, made from the solved notebooks.</summary>
internal static class ExercisesCommand
{
    private static readonly Option<string> Solutions = new("--solutions")
    {
        Description = "The folder of the solved notebooks.",
        DefaultValueFactory = _ => Path.Combine("notebooks", "solutions"),
    };
    private static readonly Option<string> Exercises =
        new("--exercises") { Description = "The folder of the sheets.", DefaultValueFactory = _ => Path.Combine("notebooks", "exercises") };
    private static readonly Option<bool> Check =
        new("--check") { Description = "Write nothing; exit with 1, and name the files, where a sheet is not what its solution gives." };

    public static Command Create()
    {
        var generate = new Command(
            "generate",
            "Write the exercise sheets. In a solved notebook the lines from '// BEGIN SOLUTION' to '// END SOLUTION' are left out; lines "
                + "among them such as '// STUB: return x;' take their place. In prose the marks are comments: '<!-- BEGIN SOLUTION -->'.")
        {
            Solutions, Exercises, Check,
        };
        generate.SetAction(arguments => Run(arguments));
        return new Command("exercises", "Make the exercise sheets from the solved notebooks.") { generate };
    }

    private static int Run(ParseResult arguments)
    {
        var sheets = ExerciseSheets.Plan(arguments.GetValue(Solutions)!, arguments.GetValue(Exercises)!);
        return arguments.GetValue(Check) ? CheckAll(sheets) : WriteAll(sheets, arguments.GetValue(Exercises)!);
    }

    private static int WriteAll(IReadOnlyList<ExerciseSheet> sheets, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var sheet in sheets.Where(sheet => sheet.Document is not null))
        {
            sheet.Write();
            Console.WriteLine($"{(sheet.State == SheetState.Current ? "unchanged" : "written  ")} {sheet.Path}");
        }

        return Complain(sheets.Where(sheet => sheet.State == SheetState.WithoutSolution));
    }

    private static int CheckAll(IReadOnlyList<ExerciseSheet> sheets)
    {
        var code = Complain(sheets.Where(sheet => sheet.State != SheetState.Current));
        if (code == ExitCode.Success)
        {
            Console.WriteLine(Invariant($"{sheets.Count} exercise sheets agree with their solutions."));
        }

        return code;
    }

    private static int Complain(IEnumerable<ExerciseSheet> sheets)
    {
        var code = ExitCode.Success;
        foreach (var sheet in sheets)
        {
            Console.Error.WriteLine($"error: {sheet.Path} {Complaint(sheet.State)}");
            code = ExitCode.Failed;
        }

        return code;
    }

    private static string Complaint(SheetState state) => state switch
    {
        SheetState.Missing => "is missing. Run 'course exercises generate'.",
        SheetState.Different => "is not what its solution gives. Run 'course exercises generate'; edit the solution, not the sheet.",
        _ => "has no solution. Write one under the same name, or delete the sheet.",
    };
}
