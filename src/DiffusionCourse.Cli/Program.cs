using System.CommandLine;
using System.Globalization;
using DiffusionCourse.Cli;
using DiffusionCourse.Inference;

// Numbers read and print the same on every machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.SetError(new ErrorWriter(Console.Error));

// ONNX Runtime starts while the arguments are read, which takes as long.
var runtime = args is ["generate", ..] ? Task.Run(InferenceDevice.StartRuntime) : Task.CompletedTask;
var root = new RootCommand("DiffusionCourse: run the notebooks, draw pictures, look at what is inside.");
foreach (var command in CourseCommands.For(args))
{
    root.Add(command);
}

var code = await CommandLine.InvokeAsync(root, args);
// The process must not end in the middle of it. What it throws, the command has said.
await Task.WhenAny(runtime);
return code;
