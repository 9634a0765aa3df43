using DiffusionCourse.Files;

namespace DiffusionCourse.Models;

/// <summary>
/// A copy of a model whose UNet stores its weights in another precision. It lies in a temporary folder until it is disposed.
/// </summary>
public sealed class ModelCopy : IDisposable
{
    private const long LargestGraph = 512L << 20;

    private ModelCopy(string path, WeightPrecision precision)
    {
        FullPath = path;
        Precision = precision;
    }

    /// <summary>The folder, to be loaded like any model.</summary>
    public string FullPath { get; }

    /// <summary>How the UNet's large weights are stored.</summary>
    public WeightPrecision Precision { get; }

    /// <summary>Size of the UNet's file, in bytes.</summary>
    public long UNetBytes => new FileInfo(UNetOf(FullPath)).Length;

    /// <summary>Makes a copy.</summary>
    /// <param name="model">A model's name or folder.</param>
    /// <param name="precision">How the UNet's large weights are stored; what is small (biases, norms) stays as it is.</param>
    /// <exception cref="ModelException">There is no such model, its UNet is larger than 512 MiB, keeps weights in files of their own, or is
    /// damaged.</exception>
    public static ModelCopy Create(string model, WeightPrecision precision)
    {
        var source = ModelFolder.Open(model);
        var size = FileSize.Of(source.UNet) ?? 0;
        if (size > LargestGraph)
        {
            throw new ModelException(
                Invariant($"'{source.UNet}' has {size >> 20} MiB; copies in another precision are made of up to {LargestGraph >> 20} MiB. ")
                + "Fetch an export in that precision instead.");
        }

        var graph = WeightRewriter.Rewrite(File.ReadAllBytes(source.UNet), source.UNet, precision);
        var path = Directory.CreateTempSubdirectory("diffusion-course-").FullName;
        var copy = new ModelCopy(path, precision);
        try
        {
            copy.Fill(source, graph);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the copy. Dispose what was loaded from it first.</summary>
    public void Dispose()
    {
        if (Directory.Exists(FullPath))
        {
            Directory.Delete(FullPath, recursive: true);
        }
    }

    private void Fill(ModelFolder source, byte[] graph)
    {
        foreach (var file in Directory.EnumerateFiles(source.FullPath, "*", SearchOption.AllDirectories).Where(file => file != source.UNet))
        {
            var target = Path.Combine(FullPath, Path.GetRelativePath(source.FullPath, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(UNetOf(FullPath))!);
        File.WriteAllBytes(UNetOf(FullPath), graph);
    }

    private static string UNetOf(string folder) => Path.Combine(folder, "unet", "model.onnx");
}
