using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DiffusionCourse.Schedulers;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course schedule</c>: the timesteps and noise levels that a scheduler visits.</summary>
internal static class ScheduleCommand
{
    private const string None = "none";

    private static readonly Argument<string> Name =
        new("SCHEDULER") { Description = "A short name such as dpm++2m, or a class name of diffusers." };
    private static readonly Option<int> Steps =
        new("--steps") { Description = "Inference steps, 1 to the training timesteps.", DefaultValueFactory = _ => 20 };
    private static readonly Option<string?> Spacing = Choice(
        "--spacing", "How timesteps are spread. Default: what the config states, else the scheduler's own.",
        ["leading", "linspace", "trailing", "align_your_steps"]);
    private static readonly Option<int?> Offset =
        new("--steps-offset") { Description = "Added to timesteps with leading spacing. Default: what the config states." };
    private static readonly Option<string?> Sigmas = Choice(
        "--sigmas", "How noise levels are spread. Default: what the config states.", [None, "karras", "exponential", "beta", "lu"]);
    private static readonly Option<int?> Tokens =
        new("--tokens") { Description = "Tokens of the picture, where the shift follows the resolution: width / 16 x height / 16." };
    private static readonly Option<double> Strength = new("--strength")
    {
        Description = "Share of the schedule that is run, above 0 and at most 1 (image-to-image).",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<string?> ConfigFile =
        new("--config") { Description = "A scheduler_config.json. Default: Stable Diffusion v1.5's." };
    private static readonly Option<bool> Equations =
        new("--equations") { Description = "Show for each model call what it does to the sample, as equations with this run's numbers." };
    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON object: timesteps, sigmas, initNoiseSigma; with --equations also equations." };

    public static Command Create()
    {
        var command =
            new Command(
                "schedule",
                "Show the timesteps and noise levels that a scheduler visits, and what it does there.") { Name, Steps, Spacing, Offset,
                Sigmas, Tokens, Strength, ConfigFile, Equations, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var config = Config(arguments);
        var name = arguments.GetValue(Name)!;
        var scheduler = Create(config, name, arguments.GetValue(ConfigFile));
        RefuseUnusedSpread(scheduler, config, arguments);
        var preview = At(scheduler, arguments).Preview(arguments.GetValue(Steps), arguments.GetValue(Strength));
        foreach (var field in config.UnknownFields)
        {
            Console.Error.WriteLine($"notice: the config's field '{field}' is not known and has no effect.");
        }

        var equations = arguments.GetValue(Equations);
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(Object(scheduler, preview, equations), JsonOutput.Options));
        }
        else if (equations)
        {
            ShowEquations(scheduler, preview);
        }
        else
        {
            Show(scheduler, preview);
        }

        return ExitCode.Success;
    }

    private static Scheduler At(Scheduler scheduler, ParseResult arguments)
        => arguments.GetValue(Tokens) is { } tokens ? scheduler.WithTokens(tokens) : scheduler;

    private static SchedulerConfig Config(ParseResult arguments)
    {
        var config = InputFile.Read("--config", arguments.GetValue(ConfigFile), SchedulerConfig.FromFile)
            ?? SchedulerConfig.StableDiffusion15;
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
        catch (Exception error) when (file is not null && error is ArgumentException or InvalidOperationException)
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

        var plain = Scheduler.FromConfig(
            config with { UseKarrasSigmas = false, UseExponentialSigmas = false, UseBetaSigmas = false, UseLuLambdas = false },
            arguments.GetValue(Name)!);
        if (At(scheduler, arguments).Preview(ProbeSteps).Sigmas.SequenceEqual(At(plain, arguments).Preview(ProbeSteps).Sigmas))
        {
            throw new ArgumentException(
                $"--sigmas {sigmas} has no effect on {scheduler.DisplayName}. Leave it out, or choose a scheduler with this option, such "
                    + "as dpm++2m.");
        }
    }

    private static Dictionary<string, object> Object(Scheduler scheduler, SchedulerPreview preview, bool equations)
    {
        var members = new Dictionary<string, object>
        {
            ["scheduler"] = scheduler.Name,
            ["timesteps"] = preview.Timesteps,
            ["sigmas"] = preview.Sigmas,
            ["initNoiseSigma"] = preview.InitNoiseSigma,
        };
        if (equations)
        {
            members["equations"] = preview.Equations.Select(call => new
            {
                timestep = call.Timestep,
                text = call.ToString(),
                lines = call.Lines.Select(
                    line => new
                    {
                        symbol = line.Symbol,
                        function = line.Function,
                        terms = line.Terms.Select(term => new { factor = term.Factor, symbol = term.Symbol }),
                    }),
            });
        }

        return members;
    }

    private static void ShowEquations(Scheduler scheduler, SchedulerPreview preview)
    {
        // Plain lines: a table would break equations where the terminal ends.
        Console.WriteLine($"{scheduler.DisplayName}: what each model call makes of the sample x");
        foreach (var call in preview.Equations)
        {
            Console.WriteLine(call);
        }
    }

    private static void Show(Scheduler scheduler, SchedulerPreview preview)
    {
        var table = new Table().AddColumns("call", "timestep").Border(TableBorder.Minimal).Title(Markup.Escape(scheduler.DisplayName));
        for (var call = 0; call < preview.CallCount; call++)
        {
            table.AddRow(Text(call + 1), Text(preview.Timesteps[call]));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"sigmas: {(preview.Sigmas.Count == 0 ? "none" : string.Join(", ", preview.Sigmas.Select(Text)))}");
        AnsiConsole.WriteLine($"initial noise sigma: {Text(preview.InitNoiseSigma)}");
    }

    private static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    private static Option<string?> Choice(string name, string description, string[] values)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
