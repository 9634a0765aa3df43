using System.Text.Json;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Golden;

/// <summary>diffusers passes some settings to set_timesteps(); here they belong to the scheduler.</summary>
internal static class TimestepArguments
{
    public static Scheduler Apply(Scheduler scheduler, JsonElement? arguments)
    {
        foreach (var argument in arguments?.EnumerateObject() ?? default)
        {
            scheduler = (scheduler, argument.Name) switch
            {
                (EdmEulerScheduler edm, "sigmas") => edm with { Ramp = argument.Value.Doubles() },
                (_, "sigmas") => scheduler with { CustomSigmas = argument.Value.Doubles() },
                (_, "timesteps") => scheduler with { CustomTimesteps = argument.Value.Doubles() },
                (FlowMatchScheduler flow, "mu") => flow with { Shift = flow.Shift with { Mu = argument.Value.GetDouble() } },
                (LogSnrScheduler solver, "mu") => solver with { FlowShift = solver.FlowShift! with { Mu = argument.Value.GetDouble() } },
                (_, "strength") => scheduler,
                _ => throw new InvalidOperationException($"No rule for {argument.Name} of {scheduler.Name}."),
            };
        }

        return scheduler;
    }
}
