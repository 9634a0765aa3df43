using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Tests.Documents;

public sealed class NotebookSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_that_holds_itself_is_looked_through_once()
    {
        _folder.Write("a/one.dib", "1");
        Directory.CreateSymbolicLink(_folder["a/loop"], _folder["a"]);
        Directory.CreateSymbolicLink(_folder["a/up"], _folder.Path);
        Directory.CreateSymbolicLink(_folder["a/gone"], _folder["nothing"]);
        Assert.Equal(["one.dib"], NotebookSearch.Find(_folder["a"]).Select(found => found.RelativePath));
    }

    [Fact]
    public void A_link_that_is_named_is_followed_and_so_are_links_to_files()
    {
        _folder.Write("a/one.dib", "1");
        File.CreateSymbolicLink(_folder["a/two.dib"], _folder["a/one.dib"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["a"]);
        Assert.Equal(["one.dib", "two.dib"], NotebookSearch.Find(_folder["link"]).Select(found => found.RelativePath));
    }

    [Theory]
    [InlineData(new[] { "a", "b" }, new[] { "a/x.dib", "a/y.dib", "b/x.dib" })]
    [InlineData(new[] { "a/", "b" }, new[] { "a/x.dib", "a/y.dib", "b/x.dib" })]
    [InlineData(new[] { "p/n", "q/n" }, new[] { "p/n/x.dib", "q/n/x.dib" })]
    [InlineData(new[] { "a/x.dib", "b/x.dib" }, new[] { "a/x.dib", "b/x.dib" })]
    [InlineData(new[] { "a/y.dib", "b" }, new[] { "y.dib", "x.dib" })]
    [InlineData(new[] { "a", "a/x.dib" }, new[] { "x.dib", "y.dib" })]
    [InlineData(new[] { "b", "p" }, new[] { "x.dib", "n/x.dib" })]
    public void Folders_with_equally_named_notebooks_keep_their_names(string[] paths, string[] expected)
    {
        foreach (var notebook in (string[])["a/x.dib", "a/y.dib", "b/x.dib", "p/n/x.dib", "q/n/x.dib"])
        {
            _folder.Write(notebook, "1");
        }

        Assert.Equal(expected, NotebookSearch.FindAll([.. paths.Select(path => _folder[path])]).Select(found => found.RelativePath));
    }

    public void Dispose() => _folder.Dispose();
}
