using System.Text.Json;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Golden;

/// <summary>diffusers passes some settings to step(); here they belong to the scheduler.</summary>
internal static class StepArguments
{
    public static Scheduler Apply(Scheduler scheduler, JsonElement? arguments)
    {
        foreach (var argument in arguments?.EnumerateObject() ?? default)
        {
            scheduler = (scheduler, argument.Name) switch
            {
                (DdimScheduler ddim, "eta") => ddim with { Eta = argument.Value.GetDouble() },
                (DdimScheduler ddim, "use_clipped_model_output") => ddim with { UseClippedModelOutput = argument.Value.GetBoolean() },
                (EulerScheduler euler, "s_churn") => euler with { Churn = argument.Value.GetDouble() },
                (EulerScheduler euler, "s_tmin") => euler with { ChurnFrom = argument.Value.GetDouble() },
                (EulerScheduler euler, "s_tmax") => euler with { ChurnTo = argument.Value.GetDouble() },
                (EulerScheduler euler, "s_noise") => euler with { ChurnNoise = argument.Value.GetDouble() },
                (FlowMatchHeunScheduler heun, "s_churn") => heun with { Churn = argument.Value.GetDouble() },
                (FlowMatchHeunScheduler heun, "s_tmin") => heun with { ChurnFrom = argument.Value.GetDouble() },
                (FlowMatchHeunScheduler heun, "s_tmax") => heun with { ChurnTo = argument.Value.GetDouble() },
                (FlowMatchHeunScheduler heun, "s_noise") => heun with { ChurnNoise = argument.Value.GetDouble() },
                (FlowMatchEulerScheduler, "s_churn" or "s_tmin" or "s_tmax" or "s_noise") => scheduler,
                (EdmEulerScheduler edm, "s_churn") => edm with { Churn = argument.Value.GetDouble() },
                (EdmEulerScheduler edm, "s_tmin") => edm with { ChurnFrom = argument.Value.GetDouble() },
                (EdmEulerScheduler edm, "s_tmax") => edm with { ChurnTo = argument.Value.GetDouble() },
                (EdmEulerScheduler edm, "s_noise") => edm with { ChurnNoise = argument.Value.GetDouble() },
                (LmsScheduler lms, "order") => lms with { Order = argument.Value.GetInt32() },
                (TcdScheduler tcd, "eta") => tcd with { Eta = argument.Value.GetDouble() },
                _ => throw new InvalidOperationException($"No rule for {argument.Name} of {scheduler.Name}."),
            };
        }

        return scheduler;
    }
}
