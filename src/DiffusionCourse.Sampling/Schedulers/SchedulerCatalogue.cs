using DiffusionCourse.Numerics;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>The schedulers by name.</summary>
internal static class SchedulerCatalogue
{
    public static IReadOnlyList<Entry> Entries { get; } =
    [
        new("dpm++2m", "DPM++ 2M", "DPMSolverMultistepScheduler", DpmSolverMultistepScheduler.From),
        new("dpm++2m-karras", "DPM++ 2M Karras", "DPMSolverMultistepScheduler", config => DpmSolverMultistepScheduler.From(Karras(config))),
        new("dpm++2m-sde", "DPM++ 2M SDE", "DPMSolverMultistepScheduler", config => DpmSolverMultistepScheduler.From(Sde(config))),
        new("dpm++2m-sde-karras", "DPM++ 2M SDE Karras", "DPMSolverMultistepScheduler", config =>
            DpmSolverMultistepScheduler.From(Karras(Sde(config)))),
        new("dpm-solver", "DPM-Solver", "DPMSolverMultistepScheduler", config => DpmSolverMultistepScheduler.From(InEpsilon(config))),
        new("dpm++2s", "DPM++ 2S", "DPMSolverSinglestepScheduler", DpmSolverSinglestepScheduler.From),
        new("dpm++2s-karras", "DPM++ 2S Karras", "DPMSolverSinglestepScheduler", config =>
            DpmSolverSinglestepScheduler.From(Karras(config))),
        new("dpm++sde", "DPM++ SDE", "DPMSolverSinglestepScheduler", config => DpmSolverSinglestepScheduler.From(Sde(config))),
        new("dpm++sde-karras", "DPM++ SDE Karras", "DPMSolverSinglestepScheduler", config =>
            DpmSolverSinglestepScheduler.From(Karras(Sde(config)))),
        new("unipc", "UniPC", "UniPCMultistepScheduler", UniPcScheduler.From),
        new("deis", "DEIS", "DEISMultistepScheduler", DeisScheduler.From),
        new("ddim", "DDIM", "DDIMScheduler", DdimScheduler.From),
        new(DdimInverseScheduler.CatalogueName, "DDIM inverse", "DDIMInverseScheduler", DdimInverseScheduler.From),
        new("ddpm", "DDPM", "DDPMScheduler", DdpmScheduler.From),
        new("pndm", "PNDM", "PNDMScheduler", PndmScheduler.From),
        new("euler", "Euler", "EulerDiscreteScheduler", EulerScheduler.From),
        new("euler-karras", "Euler Karras", "EulerDiscreteScheduler", config => EulerScheduler.From(Karras(config))),
        new("euler-a", "Euler a", "EulerAncestralDiscreteScheduler", EulerAncestralScheduler.From),
        new("heun", "Heun", "HeunDiscreteScheduler", HeunScheduler.From),
        new("heun-karras", "Heun Karras", "HeunDiscreteScheduler", config => HeunScheduler.From(Karras(config))),
        new("lms", "LMS", "LMSDiscreteScheduler", LmsScheduler.From),
        new("lms-karras", "LMS Karras", "LMSDiscreteScheduler", config => LmsScheduler.From(Karras(config))),
        new("kdpm2", "DPM2", "KDPM2DiscreteScheduler", Kdpm2Scheduler.From),
        new("kdpm2-karras", "DPM2 Karras", "KDPM2DiscreteScheduler", config => Kdpm2Scheduler.From(Karras(config))),
        new("kdpm2-a", "DPM2 a", "KDPM2AncestralDiscreteScheduler", Kdpm2AncestralScheduler.From),
        new("kdpm2-a-karras", "DPM2 a Karras", "KDPM2AncestralDiscreteScheduler", config => Kdpm2AncestralScheduler.From(Karras(config))),
        new("lcm", "LCM", "LCMScheduler", LcmScheduler.From),
        new("flow-euler", "Flow Euler", "FlowMatchEulerDiscreteScheduler", FlowMatchEulerScheduler.From),
        new("flow-heun", "Flow Heun", "FlowMatchHeunDiscreteScheduler", FlowMatchHeunScheduler.From),
        new("edm-euler", "EDM Euler", "EDMEulerScheduler", EdmEulerScheduler.From),
        new("edm-dpm++2m", "EDM DPM++ 2M", "EDMDPMSolverMultistepScheduler", EdmDpmSolverScheduler.From),
        new("edm-dpm++2m-sde", "EDM DPM++ 2M SDE", "EDMDPMSolverMultistepScheduler", config => EdmDpmSolverScheduler.From(Sde(config))),
        new("tcd", "TCD", "TCDScheduler", TcdScheduler.From),
    ];

    /// <summary>Schedulers of diffusers that are not here, by a part of their name, and what stands nearest to what they do.</summary>
    private static readonly (string Word, string Meaning)[] Relatives =
    [
        ("FlowMatchLCM", "Nearest is flow-euler with stochastic_sampling, which noises the predicted x_0 anew on each step, too"),
        ("CosineDPM", "Nearest is edm-dpm++2m-sde: the same solver in Karras' preconditioning"),
        ("KarrasVe", "Nearest is edm-euler with churn: algorithm 2 of Karras et al. without its correction"),
        ("DPMSolverSDE", "Nearest is dpm++sde: the same SDE, solved singlestep"),
        ("SASolver", "Nearest is dpm++2m-sde: a multistep solver of the SDE, too"),
        ("MultistepInverse", "Nearest is ddim-inverse, which also runs from a picture to its noise"),
        ("IPNDM", "Nearest is pndm or lms: linear multistep methods, too"),
        ("CMStochastic", "Nearest is lcm: consistency sampling for latent models"),
        ("SCM", "Nearest is lcm: consistency sampling, but on noise schedules, not in TrigFlow"),
        ("DDIMParallel", "It is ddim with its steps in parallel: use ddim"),
        ("DDPMParallel", "It is ddpm with its steps in parallel: use ddpm"),
        ("DDIMCogVideoX", "Nearest is ddim, for picture models"),
        ("DPMCogVideoX", "Nearest is dpm++2m-sde, for picture models"),
        ("Wuerstchen", "Nearest is ddpm on a cosine schedule"),
        ("UnCLIP", "Nearest is ddpm with clip_sample"),
        ("RePaint", "Nearest is ddpm; inpainting is done by the loop, with AddNoise at each call"),
    ];

    public static Entry Find(string name) => TryFind(name) ?? throw new ArgumentException(
        $"There is no scheduler '{name}'.{Hint(name.Trim())} Valid: {string.Join(", ", Entries.Select(entry => entry.Name.Name))}; " +
        $"or by class: {string.Join(", ", Entries.Select(entry => entry.Name.ClassName).Distinct())}.",
        nameof(name));

    /// <summary>A scheduler by any of its names; null where there is none.</summary>
    public static Entry? TryFind(string name)
    {
        var wanted = name.Trim();
        return Entries.FirstOrDefault(entry => Matches(entry.Name.Name, wanted))
            ?? Entries.FirstOrDefault(entry => Matches(entry.Name.ClassName, wanted))
            ?? Entries.FirstOrDefault(entry => Matches(entry.Name.DisplayName, wanted));
    }

    private static SchedulerConfig Karras(SchedulerConfig config) =>
        config with { UseKarrasSigmas = true, UseExponentialSigmas = null, UseBetaSigmas = null, UseLuLambdas = null };

    private static SchedulerConfig Sde(SchedulerConfig config) => config with { AlgorithmType = "sde-dpmsolver++" };

    private static SchedulerConfig InEpsilon(SchedulerConfig config)
        => config with { AlgorithmType = "dpmsolver", FinalSigmasType = "sigma_min" };

    private static bool Matches(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is meant comes first; spelling only says what a slip of the hand was meant to be, within the same family.</summary>
    private static string Hint(string wanted)
    {
        if (
            Relatives.FirstOrDefault(relative =>
                wanted.Contains(relative.Word, StringComparison.OrdinalIgnoreCase)) is { Word: not null } known)
        {
            return $" {known.Meaning}.";
        }

        var family = FamilyOf(wanted);
        var related = Entries.Select(entry => entry.Name).Where(name => FamilyOf(name.Name) == family);

        // Class names of a small family are alike although what they mean is not.
        var candidates = related.SelectMany(name => family.Length == 0 ? new[] { name.Name, name.ClassName } : [name.Name]);
        return Spelling.Nearest(wanted, candidates) is { } near ? $" Did you mean '{near}'?" : family switch
        {
            "flow" => " For flow matching (Stable Diffusion 3, FLUX) there are flow-euler and flow-heun, and dpm++2m and unipc with "
                + "use_flow_sigmas.",
            "edm" => " For Karras' preconditioning (EDM) there are edm-euler, edm-dpm++2m and edm-dpm++2m-sde.",
            _ => "",
        };
    }

    private static string FamilyOf(string name) =>
        name.Contains("flow", StringComparison.OrdinalIgnoreCase) ? "flow"
        : name.Contains("edm", StringComparison.OrdinalIgnoreCase) ? "edm"
        : "";

    internal sealed record Entry(SchedulerName Name, Func<SchedulerConfig, Scheduler> Create)
    {
        public Entry(string name, string displayName, string className, Func<SchedulerConfig, Scheduler> create)
            : this(new SchedulerName(name, displayName, className), create)
        {
        }
    }
}
