using System.Numerics;
using System.Reflection;
using DiffusionCourse.Guidance;
using DiffusionCourse.Inference;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// Says what may be asked, before any work is done: the ranges that <see cref="GenerationRequest"/> declares beside its properties, what
/// must hold between them, and what the model takes. Drawing and counting both check here; each error names the value, the limits and the
/// remedy.
/// </summary>
internal static class RequestRules
{
    /// <summary>diffusers' usual strength of image to image.</summary>
    public const double UsualStrength = 0.8;

    private static readonly (PropertyInfo Property, LimitsAttribute Limits)[] Ranges =
    [
        .. from property in typeof(GenerationRequest).GetProperties()
        let limits = property.GetCustomAttribute<LimitsAttribute>()
        where limits is not null
        select (property, limits),
    ];

    /// <summary>Checks a request against a model, and fills its defaults in.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="model">What the model takes.</param>
    /// <param name="scheduler">The scheduler that the request names, for the model's noise schedule.</param>
    /// <exception cref="ArgumentException">A value may not be asked for.</exception>
    public static ResolvedRequest Resolve(GenerationRequest request, ModelLimits model, Scheduler scheduler)
    {
        var (width, height) = Sides(request.Width, request.Height, model);
        var plan = Plan(
            request, scheduler.WithTokens(Math.Max(1, TokensOf(width, model) * TokensOf(height, model))), model.UsualGuidanceScale,
            model.EmbedsGuidance);
        var resolved = new ResolvedRequest(request, plan, width, height, model.VaeFactor);
        if (request.Image is not null && !model.HasVaeEncoder)
        {
            throw new ArgumentException($"The model '{model.Name}' has no vae_encoder, so that no picture can be encoded. "
                + "Give ImageLatents in place of Image, or fetch a model with a vae_encoder folder.");
        }

        RequireLatents(request.ImageLatents, nameof(request.ImageLatents), width, height, model);
        RequireLatents(request.InitialNoise, nameof(request.InitialNoise), width, height, model);
        RequireEmbedding(request.PromptEmbedding, nameof(request.PromptEmbedding), model);
        RequireEmbedding(request.NegativeEmbedding, nameof(request.NegativeEmbedding), model);
        if (plan.IsGuided)
        {
            RequireEqualContexts(request, model);
        }

        return resolved;
    }

    /// <summary>Checks all but what depends on a picture's size, and plans the scheduler's calls.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="scheduler">The scheduler that the request names.</param>
    /// <param name="usualGuidanceScale">The guidance scale where the request states none.</param>
    /// <param name="embedsGuidance">Whether the model is told the guidance scale, and guides by itself in one evaluation.</param>
    /// <exception cref="ArgumentException">A value may not be asked for; a scheduler that refuses its settings says so here.</exception>
    public static GuidedPlan Plan(GenerationRequest request, Scheduler scheduler, double usualGuidanceScale, bool embedsGuidance)
    {
        ArgumentNullException.ThrowIfNull(request.Prompt, nameof(request.Prompt));
        ArgumentNullException.ThrowIfNull(request.NegativePrompt, nameof(request.NegativePrompt));
        foreach (var (property, limits) in Ranges)
        {
            limits.Require(property.GetValue(request), property.Name == nameof(request.Steps) ? scheduler.TrainTimesteps : null);
        }

        var strength = Strength(request, scheduler);
        var rule = Guidance(request, usualGuidanceScale, embedsGuidance);
        var plan = embedsGuidance
            ? GuidedPlan.Of(scheduler, request.Steps, strength, GuidanceRule.None, request.GuidanceScale ?? usualGuidanceScale)
            : GuidedPlan.Of(scheduler, request.Steps, strength, rule, embeddedScale: null);
        _ = plan.GuidanceScale; // A rule that gives no scale at one of the calls says so now.
        return plan;
    }

    /// <summary>The strength that a request with a picture to start from runs with: inversion goes all the way.</summary>
    public static double StrengthOf(GenerationRequest request) => request.Strength
        ?? (DdimInverseScheduler.IsMeantBy(request.Scheduler) ? 1 : UsualStrength);

    /// <summary>Checks what one network is given by itself, and says the sizes that it is for.</summary>
    /// <param name="latents">The latents, channels x height x width.</param>
    /// <param name="name">What they are called in an error.</param>
    /// <param name="width">Width of the picture in pixels; default: the model's own.</param>
    /// <param name="height">Height of the picture in pixels; default: the model's own.</param>
    /// <param name="model">What the model takes.</param>
    /// <returns>Rows and columns of latents.</returns>
    /// <exception cref="ArgumentException">The latents are for another size, or a value is not finite.</exception>
    public static (int Rows, int Columns) SizeOf(IReadOnlyList<float> latents, string name, int? width, int? height, ModelLimits model)
    {
        var sides = Sides(width, height, model);
        RequireLatents(latents, name, sides.Width, sides.Height, model);
        return (sides.Height / model.VaeFactor, sides.Width / model.VaeFactor);
    }

    /// <summary>Checks what the UNet is given by itself beside its sample.</summary>
    /// <param name="timestep">What the UNet is told as its time.</param>
    /// <param name="schedule">The model's scheduler_config.json.</param>
    /// <param name="trainTimesteps">The number of training timesteps T.</param>
    /// <param name="text">The embedding of a prompt.</param>
    /// <param name="guidanceScale">The guidance scale that the UNet is told; null for what suits the model.</param>
    /// <param name="model">What the model takes.</param>
    /// <exception cref="ArgumentException">A value may not be asked for.</exception>
    public static void RequirePrediction(
        double timestep, SchedulerConfig schedule, int trainTimesteps, TextEmbedding text, double? guidanceScale, ModelLimits model)
    {
        RequireTimestep(timestep, schedule, trainTimesteps);
        RequireEmbedding(text, nameof(text), model);
        Ranges.Single(range => range.Property.Name == nameof(GenerationRequest.GuidanceScale)).Limits.Require(guidanceScale);
    }

    /// <summary>Refuses sides that the networks cannot halve evenly, or that are too long.</summary>
    /// <param name="side">The side in pixels.</param>
    /// <param name="name">width or height.</param>
    /// <param name="vaeFactor">Pixels a latent.</param>
    /// <param name="downsampling">What the sides of the latents must be a multiple of.</param>
    public static void RequireSide(int side, string name, int vaeFactor, int downsampling)
    {
        const int Largest = GenerationRequest.LargestSide;
        var multiple = vaeFactor * downsampling;
        if (side >= multiple && side <= Largest && side % multiple == 0)
        {
            return;
        }

        var near = (int)Math.Clamp(Math.Round(side / (double)multiple) * multiple, multiple, Largest / multiple * multiple);
        throw Refusal(
            $"The {name} is {side}: it must be a multiple of {multiple} ({vaeFactor} pixels a latent, which the UNet halves ",
            $"{BitOperations.Log2((uint)downsampling)} times) from {multiple} to {Largest}. The nearest is {near}.");
    }

    /// <summary>
    /// Refuses a scheduler of another kind of model: one of flow matching takes any output for a velocity, one of Karras' preconditioning
    /// any for his network, and both would draw noise.
    /// </summary>
    /// <exception cref="ArgumentException">The model is of another kind.</exception>
    public static Scheduler Matching(Scheduler scheduler, SchedulerConfig model)
    {
        var needed = scheduler switch
        {
            FlowMatchScheduler when !IsOfFlow(model) => "a model that predicts a velocity (flow matching)",
            EdmScheduler when !IsOf("EDM", model) => "a model in Karras' preconditioning (EDM)",
            _ => null,
        };
        return needed is null ? scheduler
            : throw Refusal(
                $"{scheduler.DisplayName} samples {needed}; this one predicts {model.PredictionType ?? "epsilon"} on a noise schedule. ",
                $"Choose euler, heun or dpm++2m.");
    }

    private static bool IsOf(string family, SchedulerConfig model)
        => model.ClassName?.StartsWith(family, StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsOfFlow(SchedulerConfig model) => IsOf("FlowMatch", model) || model.PredictionType == "flow_prediction";

    // What the model's own schedulers tell the UNet: ln(sigma) / 4 in continuous time, T sigma up to T on straight paths, else a timestep.
    private static void RequireTimestep(double timestep, SchedulerConfig model, int trainTimesteps)
    {
        if (IsOf("EDM", model) || model is { TimestepType: "continuous", PredictionType: "v_prediction" })
        {
            if (!double.IsFinite(timestep))
            {
                throw Refusal(
                    $"The timestep is {timestep}: it must be finite, as this model takes ln(sigma) / 4. Take it from the scheduler's ",
                    $"Timesteps.");
            }

            return;
        }

        var last = IsOfFlow(model) ? trainTimesteps : trainTimesteps - 1;
        if (!(timestep >= 0 && timestep <= last))
        {
            throw Refusal($"The timestep is {timestep}: it must be 0 to {last}. Take it from the scheduler's Timesteps.");
        }
    }

    // A transformer sees patches of 2 x 2 latents; a shift by resolution is stated for their number.
    private static int TokensOf(int side, ModelLimits model) => side / model.VaeFactor / 2;

    private static GuidanceRule Guidance(GenerationRequest request, double usual, bool embedsGuidance)
        => (request.Guidance, request.GuidanceScale) switch
    {
        ({ } rule, { } scale) => throw Refusal(
            $"Both a guidance scale ({scale}) and a guidance rule ({rule.GetType().Name}) are given. The rule brings its own scale: ",
            $"leave GuidanceScale out."),
        ({ } rule, null) when embedsGuidance => throw Refusal(
            $"This model is told the guidance scale and guides by itself, so that a guidance rule ({rule.GetType().Name}) has nothing to ",
            $"combine. Give GuidanceScale instead."),
        ({ } rule, null) => rule,
        (null, var scale) => new ClassifierFreeGuidance(scale ?? usual),
    };

    // The share of the schedule that is run: 1 without a picture.
    private static double Strength(GenerationRequest request, Scheduler scheduler)
    {
        if (request.Image is not null && request.ImageLatents is not null)
        {
            throw new ArgumentException("Both Image and ImageLatents are given, and a run starts from one picture. Leave one of them out.");
        }

        if (request.Image is null && request.ImageLatents is null)
        {
            return request.Strength is { } alone
                ? throw Refusal(
                    $"A strength of {alone} is given, but no picture to start from. Give Image or ImageLatents, or leave the strength out.")
                : 1;
        }

        if (scheduler is DdimInverseScheduler)
        {
            return request.Strength is null or 1
                ? 1
                : throw Refusal($"The strength is {request.Strength}, but inversion runs from the picture over all steps. Leave it out.");
        }

        var strength = request.Strength ?? UsualStrength;
        return scheduler.RefusalOf(request.Steps, strength) is { } refusal ? throw new ArgumentException(refusal) : strength;
    }

    private static int Side(int? wanted, int usual, int? exported, ModelLimits model, string name)
    {
        var side = wanted ?? usual;
        if (exported is { } pixels && side != pixels)
        {
            throw Refusal(
                $"The {name} is {side}: this export of the model is fixed at {pixels} pixels. Leave the {name} out, or export the model ",
                $"with free sizes.");
        }

        RequireSide(side, name, model.VaeFactor, model.Downsampling);
        return side;
    }

    private static (int Width, int Height) Sides(int? width, int? height, ModelLimits model) =>
        (
            Side(width, model.DefaultWidth, model.FixedWidth, model, "width"),
            Side(height, model.DefaultHeight, model.FixedHeight, model, "height"));

    private static void RequireLatents(IReadOnlyList<float>? latents, string name, int width, int height, ModelLimits model)
    {
        if (latents is null)
        {
            return;
        }

        int rows = height / model.VaeFactor, columns = width / model.VaeFactor, length = model.Channels * rows * columns;
        if (latents.Count != length)
        {
            throw Refusal(
                $"{name} has {latents.Count} values; a picture of {width} x {height} pixels has {model.Channels} x {rows} x {columns} = ",
                $"{length} latents. State the width and height that they are for.");
        }

        for (var i = 0; i < length; i++)
        {
            if (!float.IsFinite(latents[i]))
            {
                throw Refusal($"{name} holds {latents[i]} at index {i}: every value must be finite.");
            }
        }
    }

    private static void RequireEmbedding(TextEmbedding? embedding, string name, ModelLimits model)
    {
        if (model.TextWidth is { } width && embedding is not null && embedding.Width != width)
        {
            throw Refusal($"{name} has {embedding}, and the UNet takes {width} values a token. Make it with this pipeline's EncodePrompt.");
        }

        if (model.FixedContext is { } context && embedding is not null && embedding.Context != context)
        {
            throw Refusal($"{name} has {embedding}, and this export of the UNet is fixed at {context} tokens.");
        }
    }

    private static void RequireEqualContexts(GenerationRequest request, ModelLimits model)
    {
        int prompt = request.PromptEmbedding?.Context ?? model.Context, negative = request.NegativeEmbedding?.Context ?? model.Context;
        if (prompt != negative)
        {
            throw Refusal(
                $"The prompt's embedding has {prompt} tokens and the negative one {negative}: guidance needs equally many. Give both ",
                $"embeddings with the same number of tokens.");
        }
    }

    private static ArgumentException Refusal(params FormattableString[] message) => new(string.Concat(message.Select(Invariant)));
}
