using System.Globalization;
using DiffusionCourse.ReferenceServer;

// A server in a process of its own: MODEL [THREADS [RUNS AT ONCE]]. It prints its two addresses, a line each, and ends with its standard
// input, and so with whoever started it.
if (args is not [var model, ..])
{
    Console.Error.WriteLine("usage: dotnet DiffusionCourse.ReferenceServer.dll MODEL [THREADS [RUNS AT ONCE]]");
    return 1;
}

await using var server = await InferenceServer.StartAsync(new()
{
    Model = model,
    Prefix = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(model))}-",
    Threads = Number(1, otherwise: 1),
    RunsAtOnce = Number(2, otherwise: 0),
});
Console.WriteLine(server.RestAddress);
Console.WriteLine(server.Grpc);
while (await Console.In.ReadLineAsync() is not null)
{
}

return 0;

int Number(int place, int otherwise) => place < args.Length ? int.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;
