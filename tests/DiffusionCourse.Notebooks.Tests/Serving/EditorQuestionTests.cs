namespace DiffusionCourse.Notebooks.Tests.Serving;

/// <summary>What an editor asks while code is typed.</summary>
public sealed class EditorQuestionTests(EditorFixture fixture) : IClassFixture<EditorFixture>
{
    private const string Declarations = "/// <summary>Adds two numbers.</summary>\n/// <param name=\"left\">The first.</param>\nint Plus(int left, int right = 1) => left + right;\nint Plus(string text) => 0;";

    [Fact]
    public void Cells_above_that_have_not_run_are_known()
    {
        var completions = fixture.Editor.Ask("complete", "Pl", 2, Declarations)["completions"]!.AsArray();
        Assert.Contains("Plus", completions.Select(completion => (string?)completion!["text"]));
        Assert.Empty(fixture.Editor.Ask("diagnose", "var sum = Plus(1, 2);", 0, Declarations)["diagnoses"]!.AsArray());
        Assert.NotEmpty(fixture.Editor.Ask("diagnose", "var sum = Plus(1, 2);")["diagnoses"]!.AsArray());
    }

    [Fact]
    public async Task What_a_cell_above_would_import_is_known()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "shared.dib");
        await File.WriteAllTextAsync(path, "#!csharp\n\nusing System.Numerics;\nint imported = 4;\n");
        Assert.Empty(fixture.Editor.Ask("diagnose", "var twice = new Complex(imported, 2 * imported);", 0, $"#!import {path}")["diagnoses"]!.AsArray());
        Assert.NotEmpty(fixture.Editor.Ask("diagnose", "imported", 0, "#!import missing.dib")["diagnoses"]!.AsArray());
    }

    [Theory]
    [InlineData("object? nothing = null;", null)]
    [InlineData("#!import anything.dib", null)]
    [InlineData("var text = \"a\"; text", null)]
    [InlineData("await Task.Delay(1);", null)]
    [InlineData("var x = y;", "CS0103")]
    [InlineData("var x = ", "CS1733")]
    public void Diagnoses_are_those_that_running_would_give(string code, string? expected)
    {
        var found = fixture.Editor.Ask("diagnose", code)["diagnoses"]!.AsArray();
        if (expected is null)
        {
            Assert.Empty(found);
        }
        else
        {
            Assert.Equal(expected, (string?)found[0]!["code"]);
            Assert.Equal("error", (string?)found[0]!["severity"]);
        }
    }

    [Theory]
    [InlineData("Plus(", 0, "int left")]
    [InlineData("Plus(1, ", 1, "int right = 1")]
    [InlineData("Plus(Math.Max(3, 4), ", 1, "int right = 1")]
    [InlineData("Plus(right: ", 1, "int right = 1")]
    public void A_call_that_is_being_written_shows_its_parameters(string code, int active, string label)
    {
        var answer = fixture.Editor.Ask("signature", code, code.Length, Declarations);
        var signatures = answer["signatures"]!.AsArray();
        Assert.Equal(2, signatures.Count);
        var wide = signatures.Single(signature => signature!["parameters"]!.AsArray().Count == 2)!;
        Assert.Equal(active, (int?)answer["activeParameter"]);
        Assert.Equal(label, (string?)wide["parameters"]![active]!["label"]);
        Assert.Contains(label, (string?)wide["label"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Plus(1)", 7)]
    [InlineData("var x = 1;", 4)]
    [InlineData("", 0)]
    public void Outside_a_call_there_is_no_signature(string code, int position)
    {
        Assert.Null(fixture.Editor.Ask("signature", code, position, Declarations)["signatures"]);
    }

    [Fact]
    public void A_name_under_the_mouse_is_explained_in_markdown()
    {
        var markdown = (string)fixture.Editor.Ask("inspect", "Math.Max(1, 2)", 6)["markdown"]!;
        Assert.StartsWith("```csharp\n", markdown, StringComparison.Ordinal);
        Assert.Contains("Max", markdown, StringComparison.Ordinal);
        Assert.Contains("larger of two", markdown, StringComparison.Ordinal);
    }
}
