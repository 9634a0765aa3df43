using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course schedule</c>: the timesteps and noise levels that a scheduler visits.</summary>
internal static class ScheduleCommand
{
    private const string None = "none";

    private static readonly Argument<string> Name = new("SCHEDULER") { Description = "A short name such as dpm++2m, or a class name of diffusers." };
    private static readonly Option<int> Steps = new("--steps") { Description = "Inference steps, 1 to the training timesteps.", DefaultValueFactory = _ => 20 };
    private static readonly Option<string?> Spacing = Choice("--spacing", "How timesteps are spread. Default: what the config states, else the scheduler's own.", ["leading", "linspace", "trailing"]);
    private static readonly Option<int?> Offset = new("--steps-offset") { Description = "Added to timesteps with leading spacing. Default: what the config states." };
    private static readonly Option<string?> Sigmas = Choice("--sigmas", "How noise levels are spread. Default: what the config states.", [None, "karras", "exponential", "beta", "lu"]);
    private static readonly Option<double> Strength = new("--strength") { Description = "Share of the schedule that is run, above 0 and at most 1 (image-to-image).", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> ConfigFile = new("--config") { Description = "A scheduler_config.json. Default: Stable Diffusion v1.5's." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object: timesteps, sigmas, initNoiseSigma." };

    public static Command Create()
    {
        var command = new Command("schedule", "Show the timesteps and noise levels that a scheduler visits.") { Name, Steps, Spacing, Offset, Sigmas, Strength, ConfigFile, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var config = Config(arguments);
        string name = arguments.GetValue(Name)!;
        var scheduler = Create(config, name, arguments.GetValue(ConfigFile));
        RefuseUnusedSpread(scheduler, config, arguments);
        var run = Start(scheduler, arguments.GetValue(Steps), arguments.GetValue(Strength));
        foreach (string field in config.UnknownFields)
        {
            Console.Error.WriteLine($"notice: the config's field '{field}' is not known and has no effect.");
        }

        if (arguments.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(new { scheduler = scheduler.Name, timesteps = run.Timesteps, sigmas = run.Sigmas, initNoiseSigma = run.InitNoiseSigma }, JsonOutput.Options));
        }
        else
        {
            Show(scheduler, run);
        }

        return ExitCode.Success;
    }

    private static SchedulerConfig Config(ParseResult arguments)
    {
        var config = InputFile.Read("--config", arguments.GetValue(ConfigFile), SchedulerConfig.FromFile) ?? SchedulerConfig.StableDiffusion15;
        config = config with
        {
            TimestepSpacing = arguments.GetValue(Spacing) ?? config.TimestepSpacing,
            StepsOffset = arguments.GetValue(Offset) ?? config.StepsOffset,
        };
        return arguments.GetValue(Sigmas) is not { } sigmas ? config : config with
        {
            UseKarrasSigmas = sigmas == "karras",
            UseExponentialSigmas = sigmas == "exponential",
            UseBetaSigmas = sigmas == "beta",
            UseLuLambdas = sigmas == "lu",
        };
    }

    // What a scheduler does not take of the file is told with the file's name; a name that no scheduler has is not the file's fault.
    private static Scheduler Create(SchedulerConfig config, string name, string? file)
    {
        _ = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name);
        try
        {
            return Scheduler.FromConfig(config, name);
        }
        catch (Exception error) when (file is not null && error is (ArgumentException or InvalidOperationException))
        {
            throw new ArgumentException($"--config: {file}: {error.Message}", error);
        }
    }

    // A scheduler without the option would ignore it, and the numbers would mislead.
    private static void RefuseUnusedSpread(Scheduler scheduler, SchedulerConfig config, ParseResult arguments)
    {
        const int ProbeSteps = 10;
        if (arguments.GetValue(Sigmas) is not { } sigmas || sigmas == None)
        {
            return;
        }

        var plain = Scheduler.FromConfig(config with { UseKarrasSigmas = false, UseExponentialSigmas = false, UseBetaSigmas = false, UseLuLambdas = false }, arguments.GetValue(Name)!);
        if (Start(scheduler, ProbeSteps, 1).Sigmas.SequenceEqual(Start(plain, ProbeSteps, 1).Sigmas))
        {
            throw new ArgumentException($"--sigmas {sigmas} has no effect on {scheduler.DisplayName}. Leave it out, or choose a scheduler with this option, such as dpm++2m.");
        }
    }

    private static SchedulerRun<double> Start(Scheduler scheduler, int steps, double strength)
        => scheduler.Start<double>(steps, 1, new SchedulerRunOptions { Strength = strength, Noise = [new GaussianNoise(0)] });

    private static void Show(Scheduler scheduler, SchedulerRun<double> run)
    {
        var table = new Table().AddColumns("call", "timestep").Border(TableBorder.Minimal).Title(Markup.Escape(scheduler.DisplayName));
        for (int call = 0; call < run.CallCount; call++)
        {
            table.AddRow(Text(call + 1), Text(run.Timesteps[call]));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"sigmas: {(run.Sigmas.Count == 0 ? "none" : string.Join(", ", run.Sigmas.Select(Text)))}");
        AnsiConsole.WriteLine($"initial noise sigma: {Text(run.InitNoiseSigma)}");
    }

    private static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    private static Option<string?> Choice(string name, string description, string[] values)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
