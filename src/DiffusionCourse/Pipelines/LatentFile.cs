using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using DiffusionCourse.Display;
using DiffusionCourse.Files;

namespace DiffusionCourse.Pipelines;

/// <summary>Latents in NumPy's .npy format (version 1.0; float32, shape [1, channels, height, width]): what numpy.load and torch read too.</summary>
public static partial class LatentFile
{
    private const int HeaderStart = 10, Alignment = 64;
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8, 1, 0];

    /// <summary>Saves latents. The file appears whole or not at all.</summary>
    /// <param name="path">Path of the file, ending in .npy; an existing file is replaced.</param>
    /// <param name="latents">channels x height x width values.</param>
    /// <param name="channels">Channels of the latents: 4 for Stable Diffusion.</param>
    /// <param name="height">Rows of latents.</param>
    /// <param name="width">Columns of latents.</param>
    /// <exception cref="ArgumentException">The sizes do not fit the number of values, or the path does not end in .npy.</exception>
    public static void Save(string path, IReadOnlyList<float> latents, int channels, int height, int width)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(latents);
        if (!Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"Latents are saved as .npy, but '{path}' does not end so.", nameof(path));
        }

        if (latents.Count != (long)channels * height * width)
        {
            throw new ArgumentException($"{channels} x {height} x {width} are {(long)channels * height * width} latents; {latents.Count} were given.", nameof(latents));
        }

        string dictionary = Invariant($"{{'descr': '<f4', 'fortran_order': False, 'shape': (1, {channels}, {height}, {width}), }}");
        int length = (HeaderStart + dictionary.Length + Alignment) / Alignment * Alignment;
        byte[] header = [.. Magic, 0, 0, .. Encoding.ASCII.GetBytes(dictionary.PadRight(length - HeaderStart - 1) + "\n")];
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Magic.Length), (ushort)(length - HeaderStart));
        float[] values = [.. latents];
        AtomicFile.Write(path, [.. header, .. MemoryMarshal.AsBytes(values.AsSpan())]);
    }

    /// <summary>Reads latents: float32, whatever the shape.</summary>
    /// <param name="path">A .npy file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not .npy, holds other numbers than float32, or is cut short.</exception>
    public static float[] Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : throw new FileNotFoundException($"There are no latents '{path}' (looked at '{Path.GetFullPath(path)}').", path);
        if (bytes.Length < HeaderStart || !bytes.AsSpan().StartsWith(Magic))
        {
            throw new InvalidDataException($"'{path}' is not a .npy file of version 1.0. Save latents with this course, or with numpy.save.");
        }

        int from = HeaderStart + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(Magic.Length));
        string header = Encoding.ASCII.GetString(bytes.AsSpan(HeaderStart, Math.Min(from, bytes.Length) - HeaderStart));
        var shape = Shape().Match(header);
        if (!header.Contains("'<f4'", StringComparison.Ordinal) || !header.Contains("'fortran_order': False", StringComparison.Ordinal) || !shape.Success)
        {
            throw new InvalidDataException($"'{path}' holds {header.Trim()}: float32 in C order is expected. Convert it with numpy's astype('float32').");
        }

        var count = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(BigInteger.One, (product, size) => product * BigInteger.Parse(size, CultureInfo.InvariantCulture));
        return bytes.Length - from == count * sizeof(float) ? MemoryMarshal.Cast<byte, float>(bytes.AsSpan(from)).ToArray()
            : throw new InvalidDataException($"'{path}' has {bytes.Length - from} bytes after its header, and {count} values take {count * sizeof(float)}. The file is cut short.");
    }

    [GeneratedRegex(@"'shape': \(([\d, ]*)\)")]
    private static partial Regex Shape();
}
