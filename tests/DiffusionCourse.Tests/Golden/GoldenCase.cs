using System.Text.Json;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Golden;

/// <summary>One recorded trajectory and how its scheduler is set up here.</summary>
internal sealed record GoldenCase(string SchedulerClass, JsonElement Data, JsonElement Overrides)
{
    public string Id => Data.GetProperty("id").GetString()!;

    public int Steps => Data.GetProperty("num_inference_steps").GetInt32();

    public double Strength =>
        Data.Optional("img2img")?.GetProperty("strength").GetDouble()
        ?? Data.Optional("set_timesteps_kwargs")?.Optional("strength")?.GetDouble()
        ?? 1;

    public static IEnumerable<GoldenCase> All(string file)
    {
        var root = GoldenFiles.Read(file);
        var schedulerClass = root.GetProperty("scheduler").GetString()!;
        var variants = root.GetProperty("variants");
        return root.GetProperty("cases").EnumerateArray().Select(data =>
            new GoldenCase(schedulerClass, data, variants.GetProperty(data.GetProperty("variant").GetString()!).GetProperty("overrides")));
    }

    public Scheduler CreateScheduler()
    {
        var overrides = new Dictionary<string, JsonElement>();
        foreach (var property in Overrides.EnumerateObject())
        {
            overrides[property.Name] = property.Value;
        }

        // Settings that diffusers changes itself when it sets the timesteps.
        foreach (var property in Data.Optional("config_changed_by_set_timesteps")?.EnumerateObject() ?? default)
        {
            overrides[property.Name] = property.Value;
        }

        var scheduler = Scheduler.FromConfig(With(SchedulerConfig.StableDiffusion15, overrides), SchedulerClass);
        return StepArguments.Apply(TimestepArguments.Apply(scheduler, Data.Optional("set_timesteps_kwargs")), Data.Optional("step_kwargs"));
    }

    /// <summary>The configuration with stated fields replaced, through its JSON as a user would edit it.</summary>
    public static SchedulerConfig With(SchedulerConfig config, IReadOnlyDictionary<string, JsonElement> overrides)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(config.ToJson())!;
        foreach (var (name, value) in overrides)
        {
            fields[name] = value;
        }

        return SchedulerConfig.FromJson(JsonSerializer.Serialize(fields));
    }
}
