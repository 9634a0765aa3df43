using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Tests.Pages;

public class TerminalTextTests
{
    [Theory]
    [InlineData("a\nb", "a\nb")]
    [InlineData("\rstep 1\rstep 2\rdone", "done 2")]
    [InlineData("10 %\r100 %\nnext", "100 %\nnext")]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("ab\bc", "ac")]
    [InlineData("\u001b[31mred\u001b[0m\u001b[2K", "red")]
    public void Text_shows_as_a_terminal_would_leave_it(string text, string shown) => Assert.Equal(shown, TerminalText.Settle(text));

    [Fact]
    public void A_cell_that_prints_without_end_is_cut()
    {
        var collector = new OutputCollector();
        for (var part = 0; part < 500; part++)
        {
            collector.Add(1, new CellOutput(CellOutputKind.StandardOutput, "", "text/plain", new string('x', 1000)));
        }

        var text = collector.OutputsOf(1).Single().Content;
        Assert.Contains("The rest of the text is left out: a cell shows at most 400,000 characters.", text);
        Assert.InRange(text.Length, OutputCollector.TextLimit, OutputCollector.TextLimit + 200);
    }
}
