using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Tests.Documents;

public sealed class NotebookFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_missing_file_is_named() => Fails(_folder["none.dib"], "does not exist");

    [Fact]
    public void A_binary_file_is_refused()
    {
        File.WriteAllBytes(_folder["a.dib"], [65, 66, 0, 67]);
        Fails(_folder["a.dib"], "binary file, not a notebook: it holds a zero byte at offset 2");
    }

    [Fact]
    public void Text_in_another_encoding_is_refused()
    {
        File.WriteAllBytes(_folder["a.dib"], [65, 0xE9, 66]);
        Fails(_folder["a.dib"], "is not UTF-8 text: offset 1");
    }

    [Fact]
    public void An_unknown_extension_is_refused() => Fails(_folder.Write("a.txt", "1"), "must end in .dib");

    [Fact]
    public void A_folder_is_refused()
    {
        Directory.CreateDirectory(_folder["a.dib"]);
        Fails(_folder["a.dib"], "is a folder");
    }

    public void Dispose() => _folder.Dispose();

    private static void Fails(string path, string reason)
    {
        var exception = Assert.Throws<NotebookFormatException>(() => NotebookFile.Read(path));
        Assert.Contains(path, exception.Message);
        Assert.Contains(reason, exception.Message);
    }
}
