using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Pipelines;

public sealed class LatentFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_was_saved_is_read_back()
    {
        float[] latents = [.. Enumerable.Range(0, 4 * 2 * 3).Select(i => MathF.Sin(i))];
        LatentFile.Save(_folder.File("x.npy"), latents, 4, 2, 3);
        Assert.Equal(latents, LatentFile.Load(_folder.File("x.npy")));
    }

    // NumPy's format, version 1.0: the header ends in a line feed at a multiple of 64 bytes.
    [Fact]
    public void The_header_is_NumPys()
    {
        LatentFile.Save(_folder.File("x.npy"), new float[24], 4, 2, 3);
        byte[] bytes = File.ReadAllBytes(_folder.File("x.npy"));
        Assert.Equal(128 + (24 * sizeof(float)), bytes.Length);
        Assert.Equal("\u0093NUMPY\u0001\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4, 2, 3), }", System.Text.Encoding.Latin1.GetString(bytes, 0, 128).TrimEnd());
        Assert.Equal((byte)'\n', bytes[127]);
    }

    [Theory]
    [InlineData("not an array", "not a .npy file")]
    [InlineData("\u0093NUMPY\u0001\0\u0010\0{'descr': '<f8'}", "float32")]
    [InlineData("\u0093NUMPY\u0001\0:\0{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4)}\nabc", "cut short")]
    [InlineData("\u0093NUMPY\u0001\0Q\0{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999, 4)}\nabc", "cut short")]
    public void Another_file_is_refused(string content, string expected)
    {
        File.WriteAllBytes(_folder.File("x.npy"), System.Text.Encoding.Latin1.GetBytes(content));
        var error = Assert.Throws<InvalidDataException>(() => LatentFile.Load(_folder.File("x.npy")));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_and_names_are_checked()
    {
        Assert.Throws<ArgumentException>(() => LatentFile.Save(_folder.File("x.npy"), new float[5], 4, 1, 1));
        Assert.Throws<ArgumentException>(() => LatentFile.Save(_folder.File("x.bin"), new float[4], 4, 1, 1));
        Assert.Throws<FileNotFoundException>(() => LatentFile.Load(_folder.File("none.npy")));
    }

    public void Dispose() => _folder.Dispose();
}
