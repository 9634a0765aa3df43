using DiffusionCourse.Files;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Tokenization;

namespace DiffusionCourse.Remote;

/// <summary>
/// Writes a model's networks as a repository of NVIDIA Triton, and what starts its server: configurations that state names, types and
/// dimensions exactly as the graphs have them, with rows of several students merged where running the graph shows that it bears it.
/// </summary>
internal sealed class ModelRepository
{
    /// <summary>The name that Triton looks for in a version's folder.</summary>
    public const string GraphName = "model.onnx";

    // A VAE's run takes much memory for each row, and comes once a picture.
    private const int MostPictures = 2;

    // Latents a side: enough for the graphs' levels, and little to compute.
    private const int CheckedSide = 8;
    private readonly ModelFolder _folder;
    private readonly RepositoryOptions _options;
    private readonly string _prefix;
    private readonly UNetShape _shape;
    private readonly int _channels;
    private readonly int _factor;
    private readonly int _conditionWidth;
    private readonly int _downsampling;

    private ModelRepository(ModelFolder folder, RepositoryOptions options)
    {
        _folder = folder;
        _options = options;
        _prefix = options.Prefix ?? string.Concat(folder.Name.Select(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'));
        using var network = Load(folder.UNet);
        var unet = new UNetModel(network, folder.Config("unet"));
        (_channels, _conditionWidth, _downsampling) = (unet.Channels, unet.TimestepConditionWidth, unet.Downsampling);
        using var vae = new VaeDecoderModel(
            Load(folder.VaeDecoder), folder.Config("vae_decoder"), unet.Channels, new(VaeTiling.Never, null, unet.SampleSize));
        _factor = vae.Factor;
        var context = ClipTokenizer.Load(folder.Tokenizer, ModelFolder.ContextLengthOf(folder.FullPath)).ContextLength;
        _shape = unet.UsualShape with { Context = unet.Text.Fixed(1) ?? context };
    }

    /// <summary>Writes the repository: models/, what starts a server, and a page for whoever does.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="output">The folder; what a model of the same name has there is replaced.</param>
    /// <param name="options">How.</param>
    /// <returns>The networks as they are served.</returns>
    /// <exception cref="ModelException">A graph does not fit, or cannot be run.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static IReadOnlyList<ServedGraph> Write(ModelFolder folder, string output, RepositoryOptions options)
    {
        var repository = new ModelRepository(folder, options);
        var models = Path.Combine(output, "models");
        var graphs = new List<ServedGraph>();
        foreach (var (component, file) in repository.Components())
        {
            graphs.Add(repository.WriteNetwork(component, file, models));
        }

        foreach (var (name, text) in DeploymentFiles.Of(folder, repository._prefix, graphs, options))
        {
            AtomicFile.Write(Path.Combine(output, name), text, new System.Text.UTF8Encoding(false));
        }

        return graphs;
    }

    private IEnumerable<(string Component, string File)> Components()
    {
        yield return ("text_encoder", _folder.TextEncoder);
        yield return ("unet", _folder.UNet);
        yield return ("vae_decoder", _folder.VaeDecoder);
        if (_folder.VaeEncoder is { } encoder)
        {
            yield return ("vae_encoder", encoder);
        }
    }

    private ServedGraph WriteNetwork(string component, string file, string models)
    {
        var name = $"{_prefix}-{component}";
        var version = Path.Combine(models, name, "1");
        Directory.CreateDirectory(version);
        CopyData(file, version);
        var target = Path.Combine(version, GraphName);
        File.Copy(file, target, overwrite: true);
        var graph = Describe(name, component, target);
        AtomicFile.Write(
            Path.Combine(models, name, "config.pbtxt"), TritonConfiguration.Of(graph, _options), new System.Text.UTF8Encoding(false));
        return graph;
    }

    // Weights in files of their own keep the names that the graph states. ONNX Runtime refuses links to them.
    private static void CopyData(string graph, string version)
    {
        foreach (var file in new DirectoryInfo(Path.GetDirectoryName(graph)!).EnumerateFiles())
        {
            if (file.FullName != graph && file.Extension is not ".json" and not ".onnx" and not ".txt" and not ".md")
            {
                file.CopyTo(Path.Combine(version, file.Name), overwrite: true);
            }
        }
    }

    private ServedGraph Describe(string name, string component, string target)
    {
        var most = component is "unet" or "text_encoder" ? _options.MostRows : Math.Min(MostPictures, _options.MostRows);
        using var plain = Load(target);
        if (most < 1)
        {
            return Served(plain, 0, "it was not asked for");
        }

        if (plain.Inputs.Concat(plain.Outputs).FirstOrDefault(tensor => tensor.Rank == 0) is { } scalar)
        {
            return Served(plain, 0, $"'{scalar.Name}' is a number, of which a merged run would take one request's for all");
        }

        var given = component == "unet" ? new UNetModel(plain, _folder.Config("unet")).Timestep : null;
        var others = plain.Inputs.Concat(plain.Outputs).Where(tensor => tensor.Name != given?.Name);
        if (others.FirstOrDefault(tensor => tensor.Fixed(0) is not null) is { } own)
        {
            return Served(plain, 0, $"the graph fixes the rows of '{own}'");
        }

        return given?.Fixed(0) is null ? Checked(plain, plain) : Redeclared(given);

        ServedGraph Redeclared(TensorSignature timestep)
        {
            var before = File.ReadAllBytes(target);
            var sample = new UNetModel(plain, _folder.Config("unet")).Sample;
            File.WriteAllBytes(target, TimestepRow.Declare(target, sample.Name, timestep.Name));
            ServedGraph graph;
            try
            {
                using var changed = Load(target);
                graph = Checked(changed, plain);
            }
            catch (ModelException error)
            {
                graph = Served(plain, 0, $"it cannot be loaded with a timestep for each row ({error.Message})");
            }

            if (graph.MaxBatchSize == 0)
            {
                File.WriteAllBytes(target, before);
            }

            return graph;
        }

        ServedGraph Checked(Network network, Network otherwise)
            => MergedRows.Obstacle(network, Shapes(network, component, CheckedLatents)) is { } obstacle
                ? Served(otherwise, 0, obstacle) : Served(network, most, null);

        ServedGraph Served(Network network, int rows, string? reason)
            => new(name, rows, network.Inputs, network.Outputs, Shapes(network, component, _shape.Height), reason);
    }

    private int CheckedLatents => Math.Max(CheckedSide, _downsampling);

    // One row of each input, at a size.
    private long[][] Shapes(Network network, string component, int latents)
    {
        var isEncoder = component == "vae_encoder";
        return [.. network.Inputs.Select(input => input.Dimensions.Select((size, axis) => size > 0 ? size : Free(input, axis)).ToArray())];

        long Free(TensorSignature input, int axis) => (input.Rank, axis) switch
        {
            (_, 0) => 1,
            (4, 1) => isEncoder ? 3 : _channels,
            (4, _) => isEncoder ? latents * _factor : latents,
            (3, 1) or (2, 1) when input.Name != "timestep_cond" => _shape.Context,
            (3, _) => _shape.TextWidth,
            _ => _conditionWidth,
        };
    }

    private static OnnxGraph Load(string path) => OnnxGraph.Load(
        path, new(IsCuda: false, "The repository is checked on the CPU."), Environment.ProcessorCount, _ => { });
}
