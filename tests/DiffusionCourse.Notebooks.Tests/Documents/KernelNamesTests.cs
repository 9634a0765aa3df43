using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Tests.Documents;

/// <summary>The names by which notebooks call kernels.</summary>
public sealed class KernelNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Aliases_that_the_metadata_list_begin_cells()
    {
        var cells = NotebookFile.Read(Inputs.At("other-names-of-kernels/aliases.dib")).Cells;
        Assert.Equal([("markdown", "# T"), ("csharp", "1 + 1"), ("fsharp", "let x = 1"), ("markdown", "The end.")], cells.Select(cell => (cell.Language, cell.Text)));
    }

    [Fact]
    public void Without_metadata_only_md_is_one()
    {
        var cells = NotebookFile.Read(_folder.Write("a.dib", "#!md\n# T\n#!csharp\n#!c#\n1\n")).Cells;
        Assert.Equal([("markdown", "# T"), ("csharp", "#!c#\n1")], cells.Select(cell => (cell.Language, cell.Text)));
    }

    [Theory]
    [InlineData("""{"kernelspec":{"name":".net-csharp","language":"C#"},"language_info":{"name":"polyglot-notebook"}}""", "csharp")]
    [InlineData("""{"kernelspec":{"name":".net-fsharp","language":"F#"},"language_info":{"name":"polyglot-notebook"}}""", "fsharp")]
    [InlineData("""{"kernelspec":{"name":".net-powershell","language":"PowerShell"},"language_info":{"name":"polyglot-notebook"}}""", "pwsh")]
    [InlineData("""{"kernelspec":{"name":".net-fsharp","language":"polyglot-notebook"},"language_info":{"name":"polyglot-notebook"}}""", "fsharp")]
    [InlineData("""{"kernelspec":{"name":"diffusion-course"},"language_info":{"name":"polyglot-notebook"}}""", "csharp")]
    [InlineData("""{"language_info":{"name":"polyglot-notebook"}}""", "csharp")]
    [InlineData("""{"language_info":{"name":"dotnet-interactive.fsharp"}}""", "fsharp")]
    [InlineData("""{"language_info":{"name":"C#"},"kernelspec":{"language":"F#"}}""", "csharp")]
    [InlineData("""{"polyglot_notebook":{"kernelInfo":{"defaultKernelName":"fsharp","items":[]}},"language_info":{"name":"polyglot-notebook"}}""", "fsharp")]
    [InlineData("""{"polyglot_notebook":{"defaultKernelName":"F#","items":[]},"language_info":{"name":"polyglot-notebook"}}""", "fsharp")]
    [InlineData("""{"dotnet_interactive":{"defaultKernelName":"pwsh"},"language_info":{"name":"polyglot-notebook"}}""", "pwsh")]
    [InlineData("""{"language_info":{"name":"python"}}""", "python")]
    [InlineData("""{"language_info":5,"kernelspec":[]}""", "csharp")]
    [InlineData("{}", "csharp")]
    public void The_language_of_a_notebook_is_found_behind_the_names_of_hosts(string metadata, string language) =>
        Assert.Equal(language, Assert.Single(Read(metadata, "{}", "1").Cells).Language);

    [Theory]
    [InlineData("""{"polyglot_notebook":{"kernelName":"fsharp"}}""", "1", "fsharp", "1")]
    [InlineData("""{"polyglot_notebook":{"kernelName":"c#"}}""", "1", "csharp", "1")]
    [InlineData("""{"dotnet_interactive":{"language":"F#"}}""", "1", "fsharp", "1")]
    [InlineData("""{"vscode":{"languageId":"dotnet-interactive.pwsh"}}""", "1", "pwsh", "1")]
    [InlineData("""{"vscode":{"languageId":"polyglot-notebook"}}""", "1", "csharp", "1")]
    [InlineData("{}", "#!fsharp\\n\\nlet x = 1", "fsharp", "let x = 1")]
    [InlineData("{}", "\\n#!F#  \\nlet x = 1", "fsharp", "let x = 1")]
    [InlineData("{}", "#!cs\\r\\n1\\r\\n2", "csharp", "1\n2")]
    [InlineData("{}", "#!time\\n1", "csharp", "#!time\n1")]
    public void So_is_that_of_a_cell(string metadata, string source, string language, string text)
    {
        var cell = Assert.Single(Read("{}", metadata, source).Cells);
        Assert.Equal((language, text), (cell.Language, cell.Text));
    }

    [Fact]
    public void A_block_that_lies_flat_is_the_same_block()
    {
        var document = Read("""{"polyglot_notebook":{"defaultKernelName":"csharp","items":[{"aliases":["c#"],"name":"csharp"}]}}""", "{}", "1");
        Assert.StartsWith("#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"aliases\":[\"c#\"],\"name\":\"csharp\"}]}}\n", NotebookFile.ToText(document, "a.dib"));
        Assert.Contains("\"polyglot_notebook\":{\"defaultKernelName\":\"csharp\"", NotebookFile.ToText(document, "a.ipynb").Replace("\n", "").Replace(" ", ""));
    }

    [Fact]
    public void A_kernel_that_no_host_knows_is_listed_so_that_its_cells_are_read_again()
    {
        var document = Read("""{"language_info":{"name":"python"}}""", "{}", "print(1)");
        var path = _folder["b.dib"];
        NotebookFile.Write(document, path);
        Assert.Equal([("python", "print(1)")], NotebookFile.Read(path).Cells.Select(cell => (cell.Language, cell.Text)));
    }

    public void Dispose() => _folder.Dispose();

    private NotebookDocument Read(string metadata, string cellMetadata, string source) => NotebookFile.Read(_folder.Write(
        "a.ipynb",
        $$$"""{"cells":[{"cell_type":"code","metadata":{{{cellMetadata}}},"source":"{{{source}}}","outputs":[],"execution_count":null}],"metadata":{{{metadata}}},"nbformat":4,"nbformat_minor":2}"""));
}
