using System.Text.Json;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Models;

/// <summary>
/// A folder in Stable Diffusion's ONNX layout: tokenizer, text_encoder, unet, vae_decoder, scheduler and, where they are there,
/// vae_encoder and safety_checker. Knows where things lie; loads nothing.
/// </summary>
public sealed class ModelFolder
{
    private readonly bool _needsGraphs;
    private static readonly string[] PreviewFolders =
        ["vae_decoder_preview", "taesd_decoder", Path.Combine("taesd", "vae_decoder"), "taesd"];

    private ModelFolder(string path, bool needsGraphs)
    {
        _needsGraphs = needsGraphs;
        FullPath = path;
        Name = CachedSnapshot.NameOf(path);
        TextEncoder = Graph("text_encoder");
        UNet = Graph("unet");
        VaeDecoder = Graph("vae_decoder");
        Prompts = ModelPrompts.ReadFor(path);
    }

    /// <summary>The model's name, such as emoji-128: its folder's, or that of a pulled model.</summary>
    public string Name { get; }

    /// <summary>The folder's absolute path.</summary>
    public string FullPath { get; }

    /// <summary>The text encoder's graph.</summary>
    public string TextEncoder { get; }

    /// <summary>The UNet's graph.</summary>
    public string UNet { get; }

    /// <summary>The VAE decoder's graph.</summary>
    public string VaeDecoder { get; }

    /// <summary>The VAE encoder's graph, or null where the folder has none: then there is no image to image.</summary>
    public string? VaeEncoder => Optional("vae_encoder");

    /// <summary>
    /// A small decoder for previews (TAESD), or null: the graph in vae_decoder_preview, taesd_decoder, taesd/vae_decoder or taesd.
    /// </summary>
    public string? PreviewDecoder => PreviewFolders.Select(Optional).FirstOrDefault(graph => graph is not null);

    /// <summary>The folder of vocab.json and merges.txt.</summary>
    public string Tokenizer => Path.Combine(FullPath, "tokenizer");

    /// <summary>scheduler_config.json, or null where the folder has none.</summary>
    public string? SchedulerConfig => Existing(Path.Combine(FullPath, "scheduler", "scheduler_config.json"));

    /// <summary>
    /// What the model says of prompts and settings that suit it (prompts.json); Stable Diffusion's habits where it says nothing.
    /// </summary>
    public ModelPrompts Prompts { get; }

    /// <summary>Opens a model by name (a folder below models/, a pulled model) or by path.</summary>
    /// <param name="nameOrPath">Such as emoji-128, sd15-fp16, owner/name, or a folder.</param>
    /// <exception cref="ModelException">No such model, one that draws nothing alone, or a component is missing.</exception>
    public static ModelFolder Open(string nameOrPath) => Open(nameOrPath, needsGraphs: true);

    /// <summary>Opens a model whose networks may run elsewhere: then tokenizer and settings are enough.</summary>
    internal static ModelFolder Open(string nameOrPath, bool needsGraphs)
    {
        var folder = ModelLocator.Find(nameOrPath);
        return CachedSnapshot.Of(folder)?.CatalogueModel is { Defaults: null } part
            && !Directory.Exists(Path.Combine(folder, "text_encoder"))
            ? throw new ModelException(
                $"{part.Name} ({part.Title}) draws nothing alone. Name a model that draws; once pulled, {part.Name} makes its previews.")
            : new(folder, needsGraphs);
    }

    /// <summary>A component's config.json, or null where the export has none.</summary>
    internal ComponentConfig? Config(string component) => ComponentConfig.Read(Path.Combine(FullPath, component, "config.json"));

    /// <summary>Tokens that the text encoder reads: what its config.json states, else CLIP's 77.</summary>
    internal static int ContextLengthOf(string model)
        => ComponentConfig.Read(Path.Combine(model, "text_encoder", "config.json"))?.Number("max_position_embeddings") ?? 77;

    internal static string RequireFile(string folder, string file, string what) => Existing(Path.Combine(folder, file))
        ?? throw new ModelException(
            $"'{Path.Combine(folder, file)}' is missing: {what}. Fetch the model again, or name a folder in Stable Diffusion's ONNX "
                + "layout.");

    /// <summary>A JSON object, or null where there is no such file.</summary>
    internal static JsonDocument? ReadJson(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var stream = File.OpenRead(path);
            var document = JsonDocument.Parse(
                stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document
                : throw new ModelException(
                    $"'{path}' holds no JSON object but {document.RootElement.ValueKind.ToString().ToLowerInvariant()}. Fetch the model "
                        + "again.");
        }
        catch (JsonException error)
        {
            throw new ModelException($"'{path}' is not valid JSON (line {error.LineNumber + 1}). Fetch the model again.", error);
        }
    }

    private string Graph(string component)
        => Optional(component) ?? (_needsGraphs
            ? RequireFile(Path.Combine(FullPath, component), "model.onnx", $"the graph of the {component}")
            : Path.Combine(FullPath, component, "model.onnx"));

    private string? Optional(string component) => GraphIn(Path.Combine(FullPath, component));

    // Most exports call it model.onnx; where there is one graph alone, its name does not matter.
    internal static string? GraphIn(string folder)
    {
        return Existing(Path.Combine(folder, "model.onnx"))
            ?? (Directory.Exists(folder) && Directory.GetFiles(folder, "*.onnx") is [var only] ? only : null);
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
