// Draws pictures with the course's own pipeline, as a student does, for evaluate.py to judge.
// Usage: dotnet run Draw.cs -- MODEL_FOLDER < requests
// A request is one line of JSON: file, prompt, and what differs from the defaults of negative, guidance, steps and seed.
#:project ../../src/DiffusionCourse/DiffusionCourse.csproj
#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true
using System.Text.Json;
using DiffusionCourse.Pipelines;

using var pipeline = await StableDiffusionPipeline.LoadAsync(args[0]);
var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
var drawn = 0;
while (Console.ReadLine() is { } line)
{
    var order = JsonSerializer.Deserialize<Order>(line, options)!;
    var result = await pipeline.GenerateAsync(new(order.Prompt)
    {
        NegativePrompt = order.Negative,
        GuidanceScale = order.Guidance,
        Steps = order.Steps,
        Seed = order.Seed,
    });
    result.Image.Save(order.File);
    if (++drawn % 100 == 0)
    {
        Console.Error.WriteLine($"{drawn} pictures");
    }
}

/// <summary>One picture to draw.</summary>
internal sealed record Order(string File, string Prompt, string Negative = "", double? Guidance = null, int Steps = 20, ulong Seed = 0);
