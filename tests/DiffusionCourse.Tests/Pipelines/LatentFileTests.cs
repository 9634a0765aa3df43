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
        var bytes = File.ReadAllBytes(_folder.File("x.npy"));
        Assert.Equal(128 + 24 * sizeof(float), bytes.Length);
        Assert.Equal("\u0093NUMPY\u0001\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4, 2, 3), }", System.Text.Encoding.Latin1.GetString(bytes, 0, 128).TrimEnd());
        Assert.Equal((byte)'\n', bytes[127]);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4)}", 14, "cut short")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999, 4)}", 3, "cut short")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4)}", 18, "2 bytes too many")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4)}", 1, "1 bytes too many")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 4)}", 32, "the descr '<f8'; expected is '<f4'")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 4)}", 16, "the descr '>f4'; expected is '<f4'")]
    [InlineData("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1, 4)}", 16, "the descr [('x'")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 4)}", 16, "the fortran_order True; expected is False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, -4)}", 16, "the shape (-1, -4); expected is sizes from 0")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1.5, 4)}", 16, "the shape (1.5, 4)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 4}", 16, "the shape 4")]
    [InlineData("{'fortran_order': False, 'shape': (4,)}", 16, "states no descr")]
    [InlineData("{}", 16, "states no descr")]
    public void Another_file_is_refused_with_what_it_states(string header, int bytes, string expected)
    {
        WriteNpy(header, bytes);
        var error = Assert.Throws<InvalidDataException>(() => LatentFile.Load(_folder.File("x.npy")));
        Assert.Contains(_folder.File("x.npy"), error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4,)}")]
    [InlineData("{'descr': '=f4', 'fortran_order': False, 'shape': (2, 2), }")]
    [InlineData("{\"shape\": (2, 2), \"fortran_order\": False, \"descr\": \"<f4\"}")]
    public void Headers_that_mean_the_same_are_read(string header)
    {
        WriteNpy(header, 16);
        Assert.Equal(new float[4], LatentFile.Load(_folder.File("x.npy")));
    }

    [Theory]
    [InlineData("not an array", "not a .npy file")]
    [InlineData("", "not a .npy file")]
    [InlineData("\u0093NUMPY\u0001\0\u00FF\u00FF{", "its header alone takes 65545 bytes")]
    public void A_file_without_a_whole_header_is_refused(string content, string expected)
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

    private void WriteNpy(string header, int bytes)
        => File.WriteAllBytes(_folder.File("x.npy"), [0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length + 1), 0, .. System.Text.Encoding.ASCII.GetBytes(header + "\n"), .. new byte[bytes]]);

    public void Dispose() => _folder.Dispose();
}
