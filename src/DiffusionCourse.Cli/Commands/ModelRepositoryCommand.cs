using System.CommandLine;
using DiffusionCourse.Models;
using DiffusionCourse.Remote;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course model-repository</c>: what a server needs to run a model's networks for a class.</summary>
internal static class ModelRepositoryCommand
{
    private const int MostRows = 64;
    private static readonly Argument<string> Model = new("MODEL") { Description = DrawingOptions.ModelDescription };
    private static readonly Option<string> Output =
        new("--output", "-o") { Description = "The folder to write.", Required = true };
    private static readonly Option<string> Target =
        new("--target") { Description = "What starts the server: triton or kserve.", DefaultValueFactory = _ => "triton" };
    private static readonly Option<string?> Prefix =
        new("--prefix") { Description = "What the networks' names start with on the server. Default: the model's name." };
    private static readonly Option<int> Rows = new("--rows")
    {
        Description = $"Rows of students' requests that the UNet runs together at most, 0 to {MostRows}; 0 merges none.",
        CustomParser = NumberOption.Whole<int>($"a whole number from 0 to {MostRows}"),
        DefaultValueFactory = _ => new RepositoryOptions().MostRows,
    };
    private static readonly Option<bool> Cpu = new("--cpu") { Description = "The server has no GPU." };
    private static readonly Option<bool> TensorRt = new("--tensorrt")
    {
        Description = "Run on TensorRT: faster, after minutes at the first start; some float16 models draw black there.",
    };

    public static Command Create()
    {
        var command = new Command(
            "model-repository", "Write what a Triton server, alone or in KServe, needs to run a model's networks for a class.")
        {
            Model, Output, Target, Prefix, Rows, Cpu, TensorRt,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var rows = arguments.GetValue(Rows);
        if (rows is < 0 or > MostRows)
        {
            throw new ArgumentException(Invariant($"--rows is {rows}: it must be 0 to {MostRows}."));
        }

        if (arguments.GetValue(Cpu) && arguments.GetValue(TensorRt))
        {
            throw new ArgumentException("--tensorrt needs a GPU, and --cpu says that there is none. Leave one of them out.");
        }

        var prefix = arguments.GetValue(Prefix);
        if (prefix is "" || prefix?.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_' or '-')) == true)
        {
            throw new ArgumentException(
                $"--prefix is '{prefix}': it must consist of letters, digits, dots, hyphens and underscores, such as sd15.");
        }

        var options = new RepositoryOptions
        {
            Target = TargetOf(arguments.GetValue(Target)!), Prefix = prefix, MostRows = rows, OnCpu = arguments.GetValue(Cpu),
            TensorRt = arguments.GetValue(TensorRt),
        };
        var folder = ModelFolder.Open(arguments.GetValue(Model)!);
        var output = Path.GetFullPath(arguments.GetValue(Output)!);
        try
        {
            foreach (var graph in ModelRepository.Write(folder, output, options))
            {
                Console.WriteLine(graph.Reason is { } reason
                    ? $"{graph.Name}: rows are not merged: {reason}" : $"{graph.Name}: up to {graph.MaxBatchSize} rows are merged");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                $"--output '{output}' cannot be written ({error.Message}). Choose another folder, with space left.", error);
        }

        Console.WriteLine(Path.Combine(output, "README.md"));
        return ExitCode.Success;
    }

    private static RepositoryTarget TargetOf(string stated) => stated switch
    {
        "triton" => RepositoryTarget.Triton,
        "kserve" => RepositoryTarget.KServe,
        _ => throw new ArgumentException($"--target is '{stated}': it must be triton or kserve."),
    };
}
